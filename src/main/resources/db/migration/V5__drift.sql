-- An operation on a host as a whole has no server.
alter table operation alter column server_id drop not null;
alter table operation alter column server_name drop not null;

-- What the domain was called when it was adopted; null for servers of before, until they are next looked at.
alter table server add column domain_name varchar(255);
-- What was found changed behind the service's back: a kind a line, each with a sentence that its owner may read.
alter table server add column drift varchar(4000) default '' not null;
-- Whether its files may not be what is written down of its layers: then none is merged or deleted.
alter table server add column layers_unsure boolean default false not null;
-- When the host was last compared with what is known of it; one node does it for all.
alter table host add column reconciled_at timestamp(6);

create sequence drift_seq start with 1 increment by 1;
-- One difference between what is known and what a host says. open_key is set while it is open, and unique: the same
-- difference is never written down twice.
create table drift (
    id            bigint        not null primary key,
    open_key      varchar(1200) unique,
    host_id       bigint        not null,
    host_name     varchar(100)  not null,
    server_id     bigint,
    server_name   varchar(100),
    snapshot_id   bigint,
    snapshot_name varchar(100),
    kind          varchar(40)   not null,
    subject       varchar(1000) not null,
    detail        varchar(4000) not null,
    first_seen_at timestamp(6)  not null,
    last_seen_at  timestamp(6)  not null,
    resolved_at   timestamp(6),
    resolution    varchar(20),
    repair        varchar(20),
    operation_id  varchar(36),
    version       integer       not null
);
create index drift_host on drift (host_id, resolved_at);
create index drift_server on drift (server_id, resolved_at);
create index drift_operation on drift (operation_id);

-- What was done and found, by whom. Rows are only ever added. Plain values and no foreign keys, as it outlives what it tells of.
create sequence audit_event_seq start with 1 increment by 1;
create table audit_event (
    id          bigint        not null primary key,
    at          timestamp(6)  not null,
    account_id  bigint,
    actor       varchar(254)  not null,
    action      varchar(50)   not null,
    host_id     bigint,
    server_id   bigint,
    server_name varchar(100),
    snapshot_id bigint,
    subject     varchar(1000) not null,
    origin      varchar(100),
    request_id  varchar(128),
    outcome     varchar(30)   not null,
    detail      varchar(4000) not null
);
create index audit_event_server on audit_event (server_id, id);
create index audit_event_account on audit_event (account_id, id);
