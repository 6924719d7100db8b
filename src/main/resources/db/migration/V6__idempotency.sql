-- Requests that came with an Idempotency-Key, and how they were answered. The row is written before the request is served, and
-- outcome in the transaction that does what was asked for: by it a retry finds what was done if the node died before it answered.
create table idempotency_key (
    id                 varchar(36)  not null primary key,
    account_id         bigint       not null references account,
    path               varchar(500) not null,
    request_key        varchar(255) not null,
    fingerprint        varchar(64)  not null,
    claim              varchar(36)  not null,
    claimed_at         timestamp(6) not null,
    outcome            varchar(36),
    status             integer,
    content_type       varchar(100),
    location           varchar(500),
    operation_location varchar(500),
    body               varchar(1000000),
    created_at         timestamp(6) not null,
    constraint idempotency_key_once unique (account_id, path, request_key)
);
create index idempotency_key_age on idempotency_key (created_at);
