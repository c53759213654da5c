-- Why the desk changed or cancelled a visit; who did it and a note stand beside it.
alter table appointment add column reason text;
alter table appointment add constraint appointment_ends_for_a_known_reason
  check (reason in ('resident-asked', 'operative-absent', 'running-late', 'parts', 'weather', 'other'));

alter table call_back drop constraint call_back_because_check;
alter table call_back add constraint call_back_because_check check (because in ('none-suited', 'no-capacity', 'emergency', 'pre-visit', 'visit-cancelled'));

-- Somebody cannot come: recorded once, however often the button is pressed. Their working time is in the table shift.
create table absence (
  landlord text not null,
  absence_id uuid not null,
  operative_id bigint not null references operative,
  starts timestamptz not null,
  ends timestamptz not null,
  recorded_by text not null,
  recorded_at timestamptz not null,
  primary key (landlord, absence_id),
  constraint absence_ends_after_it_starts check (ends > starts)
);

-- What became of each visit that lay in it.
create table absence_visit (
  landlord text not null,
  absence_id uuid not null,
  appointment_id uuid not null,
  repair_id uuid not null,
  became text not null check (became in ('moved', 'asked')),
  call_by timestamptz,
  at timestamptz not null,
  primary key (landlord, absence_id, appointment_id),
  foreign key (landlord, absence_id) references absence
);
