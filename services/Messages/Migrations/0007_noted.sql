-- When we first knew that a person asks first, with the household locked: what is recorded as sent later than this left in spite of it.
alter table attempt_pause add column noted_at timestamptz not null default clock_timestamp();
