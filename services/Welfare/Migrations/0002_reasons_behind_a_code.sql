-- The last one-time code of a repair's link. The code itself is kept nowhere: it is made again from its random id and the key of the installation.
-- One row for a repair: asking again replaces the code; how often it is asked for and tried is claimed here, in one statement each.
create table one_time_code (
  landlord text not null,
  repair_id uuid not null,
  household_ref text not null,
  code_id uuid not null,
  made_at timestamptz not null,
  expires_at timestamptz not null,
  tries int not null default 0,
  used_at timestamptz,
  asked_on date not null,
  asked int not null,
  next_send_at timestamptz,
  primary key (landlord, repair_id),
  constraint one_time_code_tries check (tries between 0 and 5),
  constraint one_time_code_asked check (asked between 1 and 5)
);
create index one_time_code_to_send on one_time_code (next_send_at) where next_send_at is not null;

-- Who has shown a code may tell and see for a quarter of an hour. Kept as a hash.
create table pass (
  landlord text not null,
  pass_hash bytea not null,
  repair_id uuid not null,
  household_ref text not null,
  expires_at timestamptz not null,
  primary key (landlord, pass_hash)
);

-- What residents tell themselves: one standing reason for a visit, changed or taken back by them; read by a person of the welfare team.
alter table reason add column by_resident boolean not null default false;
alter table reason add column read_by text;
create unique index one_reason_of_the_resident_for_a_visit on reason (landlord, visit_id) where by_resident;
create index reason_of_household on reason (landlord, household_ref, at);
create index reason_unread on reason (landlord, at) where by_resident and read_by is null;

-- How somebody can be reached who told us that someone else makes it unsafe.
create table safe_reach (
  landlord text not null,
  household_ref text not null,
  how text not null check (how in ('as-sent', 'wait', 'other')),
  words text,
  at timestamptz not null,
  primary key (landlord, household_ref)
);
