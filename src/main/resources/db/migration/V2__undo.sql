-- The operation that an undo takes back: it brings the state back that this one had replaced.
alter table operation add column undoes varchar(36) references operation;

-- A server's safety points are counted after each restore, the oldest first.
create index safety_point_server on safety_point (server_id, created_at);
