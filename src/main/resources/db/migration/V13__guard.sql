-- The audit trail is a chain: each event is sealed after the one before, a moment after it was written. Both are null until then.
alter table audit_event add column chain_position bigint;
alter table audit_event add column seal varchar(64);
create unique index audit_event_chain on audit_event (chain_position);

-- The one row that whoever seals holds the lock of. The anchor is the last event that was removed as too old.
create table audit_chain (
    id              integer     not null primary key,
    head_position   bigint      not null,
    head_seal       varchar(64) not null,
    head_mac        varchar(64) not null,
    anchor_position bigint      not null,
    anchor_seal     varchar(64) not null,
    anchor_mac      varchar(64) not null
);

-- Who has tried to log in to the pages, by account and by origin, and may not try again before when.
create table login_attempts (
    subject       varchar(300) not null primary key,
    failures      integer      not null,
    last_at       timestamp(6) not null,
    blocked_until timestamp(6) not null
);
