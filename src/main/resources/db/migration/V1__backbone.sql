-- Sequences, not identity columns: EclipseLink and Hibernate both know them, on H2 and on PostgreSQL.
-- All timestamps are UTC.
create sequence account_seq start with 1 increment by 1;
create sequence api_token_seq start with 1 increment by 1;
create sequence host_seq start with 1 increment by 1;
create sequence server_seq start with 12345 increment by 1;
create sequence snapshot_seq start with 1 increment by 1;
create sequence disk_seq start with 1 increment by 1;
create sequence layer_pin_seq start with 1 increment by 1;

create table account (
    id            bigint       not null primary key,
    email         varchar(254) not null unique,
    name          varchar(200) not null,
    password_hash varchar(500),
    admin         boolean      not null,
    disabled      boolean      not null,
    created_at    timestamp(6) not null
);

create table api_token (
    id         bigint       not null primary key,
    jti        varchar(36)  not null unique,
    account_id bigint       not null references account,
    name       varchar(100) not null,
    scopes     varchar(300) not null,
    created_at timestamp(6) not null,
    expires_at timestamp(6) not null,
    revoked_at timestamp(6)
);
create index api_token_account on api_token (account_id);

create table host (
    id         bigint        not null primary key,
    name       varchar(100)  not null,
    uri        varchar(1000) not null unique,
    created_at timestamp(6)  not null
);

create table server (
    id           bigint       not null primary key,
    account_id   bigint       not null references account,
    host_id      bigint       not null references host,
    domain_uuid  varchar(36)  not null,
    name         varchar(100) not null,
    hostname     varchar(253),
    ip_address   varchar(45),
    location     varchar(100),
    plan_id      bigint,
    plan_name    varchar(100),
    plan_vcpus   integer,
    plan_memory  bigint,
    plan_storage bigint,
    os_id        bigint,
    os_name      varchar(100),
    status       varchar(20)  not null,
    created_at   timestamp(6) not null,
    updated_at   timestamp(6) not null,
    version      integer      not null,
    constraint server_domain unique (host_id, domain_uuid)
);
create index server_account on server (account_id);

-- The journal of long-running work. active_server_id is set while a user's operation runs and is unique:
-- no two nodes can ever work on the same server.
create table operation (
    id               varchar(36)  not null primary key,
    kind             varchar(30)  not null,
    status           varchar(20)  not null,
    progress         integer      not null,
    step             varchar(50),
    account_id       bigint       not null references account,
    server_id        bigint       not null references server,
    server_name      varchar(100) not null,
    snapshot_id      bigint,
    snapshot_name    varchar(100),
    active_server_id bigint unique,
    error_code       varchar(50),
    error_detail     varchar(1000),
    node             varchar(100),
    heartbeat_at     timestamp(6),
    created_at       timestamp(6) not null,
    started_at       timestamp(6),
    finished_at      timestamp(6),
    version          integer      not null
);
create index operation_account on operation (account_id, created_at);
create index operation_unfinished on operation (status, heartbeat_at);
create index operation_server on operation (server_id, status);

create table snapshot (
    id             bigint        not null primary key,
    server_id      bigint        not null references server,
    operation_id   varchar(36)   not null references operation,
    name           varchar(100)  not null,
    description    varchar(4000) not null,
    status         varchar(20)   not null,
    size_mb        bigint,
    requested      varchar(20),
    consistency    varchar(20),
    failure_code   varchar(50),
    failure_detail varchar(1000),
    verified_at    timestamp(6),
    created_at     timestamp(6)  not null,
    version        integer       not null
);
create index snapshot_server on snapshot (server_id, id);

-- One disk of a server; its head is the layer that the server writes to.
create table disk (
    id            bigint      not null primary key,
    server_id     bigint      not null references server,
    target        varchar(20) not null,
    head_layer_id varchar(36) not null,
    version       integer     not null,
    constraint disk_target unique (server_id, target)
);

-- One file of a disk. The row is written before the file is made.
create table layer (
    id           varchar(36)   not null primary key,
    disk_id      bigint        not null references disk,
    parent_id    varchar(36)   references layer,
    path         varchar(1000) not null,
    state        varchar(20)   not null,
    origin       varchar(20)   not null,
    operation_id varchar(36),
    created_at   timestamp(6)  not null,
    version      integer       not null
);
create index layer_disk on layer (disk_id);
create index layer_operation on layer (operation_id);

-- What a restore replaced; kept until expires_at so that the restore can be undone.
create table safety_point (
    operation_id varchar(36)  not null primary key references operation,
    server_id    bigint       not null references server,
    was_running  boolean      not null,
    created_at   timestamp(6) not null,
    expires_at   timestamp(6)
);
create index safety_point_expiry on safety_point (expires_at);

-- A snapshot or a safety point holds on to one frozen layer of every disk.
create table layer_pin (
    id           bigint      not null primary key,
    layer_id     varchar(36) not null references layer,
    snapshot_id  bigint references snapshot,
    safety_point varchar(36) references safety_point
);
create index layer_pin_layer on layer_pin (layer_id);
create index layer_pin_snapshot on layer_pin (snapshot_id);
create index layer_pin_safety on layer_pin (safety_point);
