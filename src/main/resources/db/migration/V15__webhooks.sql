create sequence webhook_seq start with 1 increment by 1;

-- Where an account wants its events sent. The secret is not kept: it is made from the salt and the nodes' sealing key.
create table webhook (
    id            bigint        not null primary key,
    account_id    bigint        not null references account,
    url           varchar(2000) not null,
    description   varchar(4000) not null,
    kinds         varchar(100)  not null,
    salt          varchar(36)   not null,
    enabled       boolean       not null,
    failing_since timestamp(6),
    given_up      boolean       not null,
    told_since    timestamp(6)  not null,
    created_at    timestamp(6)  not null,
    version       integer       not null
);
create index webhook_account on webhook (account_id, id);

-- One row: the place of the last event that was looked at for webhooks, by whichever node.
create table webhook_cursor (
    id   integer not null primary key,
    last bigint  not null
);
insert into webhook_cursor (id, last) select 1, last from event_cursor;

-- What is to be sent, and what came of it; written before anything is sent. due_at is moved ahead by whoever tries, so that
-- nobody else does meanwhile, and somebody does if it dies.
create sequence webhook_delivery_seq start with 1 increment by 1;
create table webhook_delivery (
    id          bigint         not null primary key,
    message     varchar(40)    not null unique,
    webhook_id  bigint         not null references webhook on delete cascade,
    place       bigint         not null,
    type        varchar(50)    not null,
    body        varchar(110000) not null,
    status      varchar(20)    not null,
    attempts    integer        not null,
    due_at      timestamp(6)   not null,
    tried_until timestamp(6)   not null,
    answer      integer,
    error       varchar(200),
    created_at  timestamp(6)   not null,
    ended_at    timestamp(6),
    version     integer        not null,
    constraint webhook_delivery_once unique (webhook_id, place)
);
create index webhook_delivery_due on webhook_delivery (status, due_at);
create index webhook_delivery_webhook on webhook_delivery (webhook_id, id);
create index webhook_delivery_age on webhook_delivery (created_at);
