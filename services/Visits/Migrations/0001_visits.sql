-- A visit as its operative may see it. The newest word of Booking wins (as_of, as_of_rank: booked 0, changed 1, cancelled 2), whichever arrives first.
-- Address and job are kept until the visit ends. Never here: reasons, history, pauses, follow-ups, health words.
create table visit (
  landlord text not null,
  visit_id uuid not null,
  repair_id uuid not null,
  household_ref text not null,
  patch text not null,
  trade text not null,
  priority text,
  contractor text,
  operative_ref text,
  visit_date date,
  from_time time,
  to_time time,
  window_start timestamptz not null,
  window_end timestamptz not null,
  stands boolean not null,
  as_of timestamptz not null,
  as_of_rank smallint not null,
  address text,
  job text,
  lat double precision,
  lon double precision,
  sheet_due_at timestamptz,
  sheet_until timestamptz,
  absence_due_at timestamptz,
  primary key (landlord, visit_id),
  constraint a_standing_visit_has_somebody_going check (
    not stands
    or (priority is not null and contractor is not null and operative_ref is not null and visit_date is not null and from_time is not null and to_time is not null))
);
create index visit_of_operative_and_day on visit (landlord, operative_ref, visit_date) where stands;
create index visit_of_repair on visit (landlord, repair_id);
create index visit_sheet_to_fetch on visit (sheet_due_at) where sheet_due_at is not null;
create index visit_sheet_to_remove on visit (sheet_until) where address is not null;
create index visit_nobody_came on visit (absence_due_at) where absence_due_at is not null;

-- What was confirmed as read, and what it said about evidence at this door.
create table brief_read (
  landlord text not null,
  visit_id uuid not null,
  operative_ref text not null,
  version text not null,
  instructions int not null,
  no_photos boolean not null,
  wait_minutes int,
  no_calls boolean not null,
  read_at timestamptz not null,
  first_read_at timestamptz not null,
  primary key (landlord, visit_id, operative_ref)
);

create table on_my_way (
  landlord text not null,
  visit_id uuid not null,
  operative_ref text not null,
  set_off_at timestamptz not null,
  arrive_by timestamptz not null,
  primary key (landlord, visit_id, operative_ref)
);

create table report (
  landlord text not null,
  report_id uuid not null,
  visit_id uuid not null,
  made_by text not null check (made_by in ('Contractor', 'System')),
  operative_ref text,
  content_hash bytea,
  outcome text not null check (outcome ~ '^DO(01|02|1[0-8]|2[0-4])$'),
  observed text[] not null check (observed <@ array['DO30', 'DO31']),
  arrived_at timestamptz,
  left_at timestamptz,
  metres_from_address int check (metres_from_address >= 0),
  tried jsonb not null default '[]',
  card_photo_id uuid,
  note text check (length(note) <= 500),
  time_on_site boolean,
  near_address boolean,
  two_tries boolean,
  card_photo boolean,
  brief_read boolean,
  supersedes uuid,
  superseded_by uuid,
  reported_at timestamptz not null,
  primary key (landlord, report_id),
  constraint report_leaves_after_arriving check (left_at >= arrived_at),
  constraint only_no_answer_has_evidence check ((outcome = 'DO10' and made_by = 'Contractor') = (time_on_site is not null)),
  foreign key (landlord, visit_id) references visit (landlord, visit_id)
);
create unique index one_standing_report_for_a_visit on report (landlord, visit_id) where superseded_by is null;
create unique index one_system_report_for_a_visit on report (landlord, visit_id) where made_by = 'System';

-- What is known of a photo. Its bytes are files in the photo folder, out of the way of everything that reads rows.
create table photo (
  landlord text not null,
  photo_id uuid not null,
  visit_id uuid not null,
  operative_ref text not null,
  content_type text not null check (content_type in ('image/jpeg', 'image/png', 'image/webp')),
  sent_hash bytea not null,
  bytes int not null,
  received_at timestamptz not null,
  primary key (landlord, photo_id),
  foreign key (landlord, visit_id) references visit (landlord, visit_id)
);
create index photo_of_visit on photo (landlord, visit_id);
