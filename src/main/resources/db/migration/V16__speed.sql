-- Whose a snapshot is, so that the newest of an account are found in order without looking at its servers. It is its server's
-- account, which has a foreign key; one more here would bring H2 an index of its own, which it would take instead of the one below.
alter table snapshot add column account_id bigint;
update snapshot set account_id = (select v.account_id from server v where v.id = snapshot.server_id);
alter table snapshot alter column account_id set not null;
create index snapshot_account on snapshot (account_id, id);

-- How many snapshots an account has that were not deleted. A page of a list tells it without counting a million rows.
alter table account add column snapshots bigint default 0 not null;
update account set snapshots =
    (select count(*) from snapshot s where s.account_id = account.id and s.status <> 'DELETED');

-- What stands on a layer is looked for once a minute, for each layer.
create index layer_parent on layer (parent_id);
