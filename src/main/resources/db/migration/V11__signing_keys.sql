-- The keys that tokens are signed with, for all nodes. The private half is sealed with a secret that is not in the database.
create table signing_key (
    id                 varchar(43)   not null primary key,
    public_key         varchar(1000) not null,
    sealed_private_key varchar(4000) not null,
    created_at         timestamp(6)  not null
);

-- Which of them has signed the token; a token of an earlier release has none and is refused.
alter table api_token add column key_id varchar(43);
create index api_token_key on api_token (key_id);
