-- Who an operative is, where they chose to state it: used only where a household asked for it.
alter table operative add column gender text check (gender in ('female', 'male'));

-- Calls owed because something that helps a household could not be kept.
alter table call_back drop constraint call_back_because_check;
alter table call_back add constraint call_back_because_check check (because in ('none-suited', 'no-capacity', 'emergency', 'pre-visit', 'visit-cancelled', 'needs'));

-- Visits booked while Needs could not be asked, with what was known: looked at again when it can.
create table needs_to_check (
  landlord text not null,
  repair_id uuid not null,
  appointment_id uuid not null,
  needs jsonb not null,
  next_try_at timestamptz not null,
  primary key (landlord, repair_id),
  foreign key (landlord, repair_id) references repair
);
create index needs_to_check_due on needs_to_check (next_try_at);
