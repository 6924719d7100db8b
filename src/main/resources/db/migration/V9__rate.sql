-- How many requests each token has left, in millionths of a request.
create table rate_bucket (
    token_id  bigint       not null primary key references api_token on delete cascade,
    level     bigint       not null,
    filled_at timestamp(6) not null
);
