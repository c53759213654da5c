-- One absence that cannot be seen to does not stand in the way of those behind it.
alter table absence add column next_try_at timestamptz not null default '-infinity';
drop index absence_that_waits;
create index absence_that_waits on absence (next_try_at, recorded_at) where waits;

-- Shifts the desk took away or gave other times: a file that still has them does not bring them back, the desk does.
create table shift_taken_away (
  operative_id bigint not null references operative,
  day date not null,
  from_time time not null,
  to_time time not null,
  change_id uuid not null,
  at timestamptz not null,
  primary key (operative_id, day, from_time, to_time)
);
comment on column shift_taken_away.change_id is 'made with the form: the same press again is known by it';
