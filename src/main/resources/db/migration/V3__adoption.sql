-- What stood in the way of snapshots when the server's host was last looked at: a sentence a line, none if it is ready.
alter table server add column snapshot_blockers varchar(4000) default '' not null;

-- Operations outlive the servers that they worked on, so no foreign key. It has another name in each database; hence the
-- column is made anew.
drop index operation_server;
alter table operation add column worked_on bigint;
update operation set worked_on = server_id;
alter table operation drop column server_id;
alter table operation rename column worked_on to server_id;
alter table operation alter column server_id set not null;
create index operation_server on operation (server_id, status);

-- So that the work on a host can be counted, and outlives its server too.
alter table operation add column host_id bigint;
update operation set host_id = (select s.host_id from server s where s.id = operation.server_id);
alter table operation alter column host_id set not null;
create index operation_host on operation (host_id, status);
