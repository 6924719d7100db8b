-- Whoever looks for work wants the few operations that have not ended, among all that ever were. That is one fact, not two states:
-- PostgreSQL sees from it how few they are also where it plans for all values at once (server-config/postgresql.options).
drop index operation_unfinished;
create index operation_unfinished on operation (finished_at);

-- Nobody asks for a server's or a host's operations by their states any more: a server's are found by operation_finished, and those at
-- work on a host by the index above. Both were written three times for each operation.
drop index operation_server;
drop index operation_host;

-- Pages of operations and of servers in the order in which they are listed, as V17__order.sql has it for snapshots.
drop index operation_account;
create index operation_account on operation (account_id desc, created_at desc, id);
create index operation_newest on operation (created_at desc, id);
create index server_of_account on server (account_id desc, id desc);
create index server_newest on server (id desc);
