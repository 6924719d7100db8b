-- When a token was last used, to within a minute or two; null if it never was.
alter table api_token add column last_used_at timestamp(6);

-- What was found on a host goes with it.
alter table drift add constraint drift_of_host foreign key (host_id) references host on delete cascade;

create index audit_event_at on audit_event (at);
