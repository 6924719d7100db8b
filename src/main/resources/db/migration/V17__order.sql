-- Lists of snapshots are read newest first. H2 takes an order from an index only where both run in the same direction; without
-- that it reads and sorts all that an account has, or all that there are, for the sake of a page of twenty.
drop index snapshot_account;
create index snapshot_account on snapshot (account_id desc, id desc);
create index snapshot_newest on snapshot (id desc);
