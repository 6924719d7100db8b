-- What stood in the way of snapshots when the server's host was last looked at: a sentence a line, none if it is ready.
alter table server add column snapshot_blockers varchar(4000) default '' not null;
