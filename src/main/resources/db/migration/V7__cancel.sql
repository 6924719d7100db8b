-- Whether an operation may still be told to stop (open), has been (requested), or is past the point of no return (closed).
alter table operation add column cancellation varchar(10) default 'CLOSED' not null;
