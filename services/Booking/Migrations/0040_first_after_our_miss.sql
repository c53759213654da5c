-- Where we missed the last visit the household comes first: one time is kept for them at once. Whoever did not ask to wait waits for that one alone.
alter table waiting_list
  add column asked boolean not null default true,
  add column owed_since timestamptz,
  add constraint waiting_list_has_a_reason check (asked or owed_since is not null);

alter table waiting_offer add column owed boolean not null default false;
