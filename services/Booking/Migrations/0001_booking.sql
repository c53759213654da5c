-- Homes and the households in them. References are the landlord's own and opaque to us.
create table property (
  landlord text not null,
  property_ref text not null,
  address text not null,
  patch text not null,
  lat double precision,
  lon double precision,
  primary key (landlord, property_ref)
);

create table household (
  landlord text not null,
  household_ref text not null,
  property_ref text not null,
  primary key (landlord, household_ref),
  foreign key (landlord, property_ref) references property
);
create index household_of_property on household (landlord, property_ref);

-- Operatives and their calendars belong to the contractor, who may work for several landlords: a guard keyed by landlord would not see a clash.
create table operative (
  operative_id bigint generated always as identity primary key,
  contractor text not null,
  operative_ref text not null,
  name text not null,
  trades text[] not null,
  lat double precision,
  lon double precision,
  constraint operative_is_one_at_the_contractor unique (contractor, operative_ref)
);

-- Whom a landlord may send, and where: patches are the landlord's words.
create table operative_patch (
  landlord text not null,
  operative_id bigint not null references operative,
  patches text[] not null,
  primary key (landlord, operative_id)
);

-- Working time and absence in local wall-clock time; an end at or before the start lies on the next day.
create table shift (
  operative_id bigint not null references operative,
  day date not null,
  kind text not null check (kind in ('shift', 'absence')),
  from_time time not null,
  to_time time not null,
  primary key (operative_id, day, kind, from_time, to_time)
);

-- One version for each operative and day. Every write that plans work compares and sets it first, so a plan made on old knowledge changes nothing.
create table operative_day (
  operative_id bigint not null references operative,
  day date not null,
  version int not null default 1,
  primary key (operative_id, day)
);

-- Days without offered visits; emergencies still are. Loaded from data: a calendar changes by adding rows.
create table bank_holiday (
  calendar text not null check (calendar in ('england-and-wales', 'scotland', 'northern-ireland')),
  day date not null,
  name text not null,
  primary key (calendar, day)
);

create table repair (
  landlord text not null,
  repair_id uuid not null,
  household_ref text not null,
  property_ref text not null,
  patch text not null,
  trade text,
  description text not null,
  priority text not null check (priority in ('Emergency', 'Urgent', 'Routine')),
  minutes int not null check (minutes > 0),
  people int not null check (people > 0),
  status text not null default 'open' check (status in ('open', 'booked', 'finished', 'withdrawn')),
  raised_at timestamptz not null,
  due_by timestamptz not null,
  link_version int not null default 1,
  declines int not null default 0,
  ended_at timestamptz,
  ended_by text,
  ended_reason text,
  ended_note text,
  finished_by_visit uuid,
  next_try_at timestamptz,
  primary key (landlord, repair_id),
  constraint repair_id_is_unique unique (repair_id),
  foreign key (landlord, household_ref) references household,
  foreign key (landlord, property_ref) references property,
  constraint repair_ends_with_an_author check ((status in ('finished', 'withdrawn')) = (ended_at is not null and ended_by is not null)),
  constraint repair_is_withdrawn_for_a_reason check (status <> 'withdrawn' or ended_reason is not null)
);
create index repair_of_household on repair (landlord, household_ref);
create index repair_by_status on repair (landlord, status, due_by);
create index repair_to_try_again on repair (next_try_at) where next_try_at is not null;

-- Every set of choices as it was offered, in its order, with what shaped it: the evidence of choice.
create table offer (
  landlord text not null,
  offer_id uuid not null,
  repair_id uuid not null,
  kind text not null check (kind in ('best', 'all', 'wider')),
  made_at timestamptz not null,
  expires_at timestamptz not null,
  needs jsonb not null,
  needs_applied int not null,
  choices jsonb not null,
  told_at timestamptz,
  primary key (landlord, offer_id),
  foreign key (landlord, repair_id) references repair
);
create index offer_of_repair on offer (landlord, repair_id, made_at);

-- A promise of a window. The visit's id is made with the first one and survives a change of time.
create table appointment (
  landlord text not null,
  appointment_id uuid not null,
  visit_id uuid not null,
  repair_id uuid not null,
  operative_id bigint not null references operative,
  date date not null,
  from_time time not null,
  to_time time not null,
  window_start timestamptz not null,
  window_end timestamptz not null,
  status text not null check (status in ('booked', 'started', 'done', 'changed', 'cancelled', 'missed')),
  same_person boolean not null default false,
  booked_by text not null,
  booked_at timestamptz not null,
  ended_by text,
  ended_at timestamptz,
  note text,
  primary key (landlord, appointment_id),
  foreign key (landlord, repair_id) references repair,
  constraint appointment_window_ends_after_it_starts check (window_end > window_start)
);
create unique index appointment_is_one_at_a_time on appointment (landlord, repair_id) where status in ('booked', 'started');
create index appointment_of_repair on appointment (landlord, repair_id);
create index appointment_of_visit on appointment (visit_id);

-- What was learned about a visit: the outcome from Visits, what it means from NoAccess.
create table visit (
  landlord text not null,
  visit_id uuid not null,
  repair_id uuid not null,
  report_id uuid,
  supersedes uuid,
  outcome text,
  outcome_by text,
  outcome_at timestamptz,
  attribution text,
  attribution_revision int not null default 0,
  primary key (landlord, visit_id)
);

-- A place kept while someone decides: for ten minutes, extended once, one for each repair.
create table hold (
  landlord text not null,
  hold_id uuid not null,
  repair_id uuid not null,
  offer_id uuid not null,
  date date not null,
  from_time time not null,
  to_time time not null,
  same_person boolean not null default false,
  expires_at timestamptz not null,
  extended boolean not null default false,
  primary key (landlord, hold_id),
  constraint hold_is_one_for_a_repair unique (landlord, repair_id),
  foreign key (landlord, repair_id) references repair
);

-- An operative's time at a home. Keyed by operative across landlords; nobody is in two homes at once.
create table place (
  place_id bigint generated always as identity primary key,
  operative_id bigint not null references operative,
  planned tstzrange not null,
  status text not null check (status in ('held', 'booked', 'started', 'done', 'changed', 'cancelled', 'missed')),
  landlord text not null,
  repair_id uuid not null,
  property_ref text not null,
  lat double precision,
  lon double precision,
  hold_id uuid,
  appointment_id uuid,
  foreign key (landlord, hold_id) references hold on delete cascade,
  foreign key (landlord, appointment_id) references appointment,
  constraint place_belongs_to_a_hold_or_an_appointment check ((status = 'held') = (hold_id is not null) and (hold_id is null) <> (appointment_id is null)),
  constraint place_has_one_operative_at_a_time
    exclude using gist (operative_id with =, planned with &&) where (status in ('held', 'booked', 'started'))
    deferrable initially immediate
);
create index place_of_repair on place (landlord, repair_id);
create index place_of_hold on place (landlord, hold_id) where hold_id is not null;

-- Nothing suited yet: told first when something comes free.
create table waiting_list (
  landlord text not null,
  repair_id uuid not null,
  since timestamptz not null,
  due_by timestamptz not null,
  primary key (landlord, repair_id),
  foreign key (landlord, repair_id) references repair
);

-- "We will call you by …": a promise with a due time.
create table call_back (
  landlord text not null,
  call_back_id uuid not null,
  repair_id uuid not null,
  because text not null check (because in ('none-suited', 'no-capacity', 'emergency')),
  made_at timestamptz not null,
  due_at timestamptz not null,
  kept_at timestamptz,
  primary key (landlord, call_back_id),
  foreign key (landlord, repair_id) references repair
);
create unique index call_back_is_one_open_for_a_repair on call_back (landlord, repair_id) where kept_at is null;
create index call_back_due on call_back (landlord, due_at) where kept_at is null;

-- While one stands, the desk books no visit; a time the resident chooses always stands. Told by NoAccess.
create table attempts_pause (
  landlord text not null,
  request_id uuid not null,
  household_ref text not null,
  paused_at timestamptz,
  resumed_at timestamptz,
  primary key (landlord, request_id)
);
create index attempts_pause_of_household on attempts_pause (landlord, household_ref);

-- Contact details given with a repair while Needs, which alone keeps them, could not be reached. Deleted when passed on.
create table contact_to_pass_on (
  landlord text not null,
  repair_id uuid not null,
  household_ref text not null,
  contact jsonb not null,
  next_try_at timestamptz not null,
  primary key (landlord, repair_id),
  foreign key (landlord, repair_id) references repair
);

create table import_run (
  landlord text not null,
  import_id uuid not null,
  kind text not null check (kind in ('properties', 'operatives', 'shifts')),
  imported_at timestamptz not null,
  accepted int not null,
  rejected int not null,
  primary key (landlord, import_id)
);

-- As published at gov.uk/bank-holidays; substitute days as published.
insert into bank_holiday (calendar, day, name)
values
  ('england-and-wales', '2026-01-01', 'New Year''s Day'),
  ('england-and-wales', '2026-04-03', 'Good Friday'),
  ('england-and-wales', '2026-04-06', 'Easter Monday'),
  ('england-and-wales', '2026-05-04', 'Early May bank holiday'),
  ('england-and-wales', '2026-05-25', 'Spring bank holiday'),
  ('england-and-wales', '2026-08-31', 'Summer bank holiday'),
  ('england-and-wales', '2026-12-25', 'Christmas Day'),
  ('england-and-wales', '2026-12-28', 'Boxing Day (substitute)'),
  ('england-and-wales', '2027-01-01', 'New Year''s Day'),
  ('england-and-wales', '2027-03-26', 'Good Friday'),
  ('england-and-wales', '2027-03-29', 'Easter Monday'),
  ('england-and-wales', '2027-05-03', 'Early May bank holiday'),
  ('england-and-wales', '2027-05-31', 'Spring bank holiday'),
  ('england-and-wales', '2027-08-30', 'Summer bank holiday'),
  ('england-and-wales', '2027-12-27', 'Christmas Day (substitute)'),
  ('england-and-wales', '2027-12-28', 'Boxing Day (substitute)'),
  ('england-and-wales', '2028-01-03', 'New Year''s Day (substitute)'),
  ('england-and-wales', '2028-04-14', 'Good Friday'),
  ('england-and-wales', '2028-04-17', 'Easter Monday'),
  ('england-and-wales', '2028-05-01', 'Early May bank holiday'),
  ('england-and-wales', '2028-05-29', 'Spring bank holiday'),
  ('england-and-wales', '2028-08-28', 'Summer bank holiday'),
  ('england-and-wales', '2028-12-25', 'Christmas Day'),
  ('england-and-wales', '2028-12-26', 'Boxing Day'),
  ('scotland', '2026-01-01', 'New Year''s Day'),
  ('scotland', '2026-01-02', '2nd January'),
  ('scotland', '2026-04-03', 'Good Friday'),
  ('scotland', '2026-05-04', 'Early May bank holiday'),
  ('scotland', '2026-05-25', 'Spring bank holiday'),
  ('scotland', '2026-08-03', 'Summer bank holiday'),
  ('scotland', '2026-11-30', 'St Andrew''s Day'),
  ('scotland', '2026-12-25', 'Christmas Day'),
  ('scotland', '2026-12-28', 'Boxing Day (substitute)'),
  ('scotland', '2027-01-01', 'New Year''s Day'),
  ('scotland', '2027-01-04', '2nd January (substitute)'),
  ('scotland', '2027-03-26', 'Good Friday'),
  ('scotland', '2027-05-03', 'Early May bank holiday'),
  ('scotland', '2027-05-31', 'Spring bank holiday'),
  ('scotland', '2027-08-02', 'Summer bank holiday'),
  ('scotland', '2027-11-30', 'St Andrew''s Day'),
  ('scotland', '2027-12-27', 'Christmas Day (substitute)'),
  ('scotland', '2027-12-28', 'Boxing Day (substitute)'),
  ('scotland', '2028-01-03', 'New Year''s Day (substitute)'),
  ('scotland', '2028-01-04', '2nd January (substitute)'),
  ('scotland', '2028-04-14', 'Good Friday'),
  ('scotland', '2028-05-01', 'Early May bank holiday'),
  ('scotland', '2028-05-29', 'Spring bank holiday'),
  ('scotland', '2028-08-07', 'Summer bank holiday'),
  ('scotland', '2028-11-30', 'St Andrew''s Day'),
  ('scotland', '2028-12-25', 'Christmas Day'),
  ('scotland', '2028-12-26', 'Boxing Day'),
  ('northern-ireland', '2026-01-01', 'New Year''s Day'),
  ('northern-ireland', '2026-03-17', 'St Patrick''s Day'),
  ('northern-ireland', '2026-04-03', 'Good Friday'),
  ('northern-ireland', '2026-04-06', 'Easter Monday'),
  ('northern-ireland', '2026-05-04', 'Early May bank holiday'),
  ('northern-ireland', '2026-05-25', 'Spring bank holiday'),
  ('northern-ireland', '2026-07-13', 'Battle of the Boyne (substitute)'),
  ('northern-ireland', '2026-08-31', 'Summer bank holiday'),
  ('northern-ireland', '2026-12-25', 'Christmas Day'),
  ('northern-ireland', '2026-12-28', 'Boxing Day (substitute)'),
  ('northern-ireland', '2027-01-01', 'New Year''s Day'),
  ('northern-ireland', '2027-03-17', 'St Patrick''s Day'),
  ('northern-ireland', '2027-03-26', 'Good Friday'),
  ('northern-ireland', '2027-03-29', 'Easter Monday'),
  ('northern-ireland', '2027-05-03', 'Early May bank holiday'),
  ('northern-ireland', '2027-05-31', 'Spring bank holiday'),
  ('northern-ireland', '2027-07-12', 'Battle of the Boyne'),
  ('northern-ireland', '2027-08-30', 'Summer bank holiday'),
  ('northern-ireland', '2027-12-27', 'Christmas Day (substitute)'),
  ('northern-ireland', '2027-12-28', 'Boxing Day (substitute)'),
  ('northern-ireland', '2028-01-03', 'New Year''s Day (substitute)'),
  ('northern-ireland', '2028-03-17', 'St Patrick''s Day'),
  ('northern-ireland', '2028-04-14', 'Good Friday'),
  ('northern-ireland', '2028-04-17', 'Easter Monday'),
  ('northern-ireland', '2028-05-01', 'Early May bank holiday'),
  ('northern-ireland', '2028-05-29', 'Spring bank holiday'),
  ('northern-ireland', '2028-07-12', 'Battle of the Boyne'),
  ('northern-ireland', '2028-08-28', 'Summer bank holiday'),
  ('northern-ireland', '2028-12-25', 'Christmas Day'),
  ('northern-ireland', '2028-12-26', 'Boxing Day');
