-- Visits in it are still to be seen to, in the background: an absence that came with a file has nobody who presses a button.
alter table absence add column waits boolean not null default false;
create index absence_that_waits on absence (recorded_at) where waits;

-- Taken back: they can come after all. What became of the visits in it stays known. Working time that is taken away has its visits seen to the same way.
alter table absence add column removed_at timestamptz;
alter table absence add column kind text not null default 'away' check (kind in ('away', 'shift-removed'));
create index absence_by_operative on absence (operative_id, ends);

-- Absences that came with files so far get a record each, so that they can be seen and taken back like any other.
insert into absence (landlord, absence_id, operative_id, starts, ends, recorded_by, recorded_at)
select l.landlord, gen_random_uuid(), s.operative_id, t.starts, t.ends, 'file', clock_timestamp()
from shift s
cross join lateral (
  select (s.day + s.from_time) at time zone 'Europe/London' as starts,
    (case when s.to_time <= s.from_time then s.day + 1 else s.day end + s.to_time) at time zone 'Europe/London' as ends) t
cross join lateral (select min(p.landlord) as landlord from operative_patch p where p.operative_id = s.operative_id) l
where s.kind = 'absence'
  and l.landlord is not null
  and t.ends > greatest(t.starts, clock_timestamp())
  and not exists (select from absence b where b.operative_id = s.operative_id and tstzrange(b.starts, b.ends) @> tstzrange(t.starts, t.ends));

-- Promised windows that are another instant since the zone's rules changed: their local times stand, and the desk sees which.
create table zone_change (
  landlord text not null,
  appointment_id uuid not null,
  repair_id uuid not null,
  was_start timestamptz not null,
  planned boolean not null,
  at timestamptz not null,
  primary key (landlord, appointment_id),
  foreign key (landlord, appointment_id) references appointment
);
comment on column zone_change.planned is 'whether the time planned in somebody''s day moved along; where not, a person looks';
create index appointment_that_stands on appointment (window_end) where status in ('booked', 'started');
