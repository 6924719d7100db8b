-- What deleting a snapshot would free, in MiB; null until it was computed.
alter table snapshot add column exclusive_mb bigint;

-- When the sizes of a server's snapshots were last computed, so that it is done again after something has changed; and when
-- it is to be tried again if it was not brought to its end.
create table server_sizing (
    server_id bigint       not null primary key references server on delete cascade,
    begun_at  timestamp(6) not null,
    retry_at  timestamp(6)
);
create index operation_finished on operation (server_id, finished_at);
