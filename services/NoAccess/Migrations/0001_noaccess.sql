-- The row that is locked before a household's misses are counted: without it two concurrent misses would each see one too few.
create table household (
  landlord text not null,
  household_ref text not null,
  primary key (landlord, household_ref)
);

-- What happened, as its author told it: once under its key, however often it arrives. Everything else here is derived from the set of them.
create table fact (
  landlord text not null,
  household_ref text not null,
  key text not null,
  type text not null,
  occurred_at timestamptz not null,
  body jsonb not null,
  primary key (landlord, household_ref, key)
);

-- Which link opens a repair, and what to call it.
create table repair (
  landlord text not null,
  repair_id uuid not null,
  household_ref text,
  trade text,
  link_version int not null,
  primary key (landlord, repair_id)
);
create index repair_by_link on repair (repair_id);

-- What each visit turned out to mean on the facts known now.
create table visit (
  landlord text not null,
  visit_id uuid not null,
  household_ref text not null,
  repair_id uuid not null,
  outcome text not null,
  attribution text not null,
  revision int not null,
  moment timestamptz not null,
  window_start timestamptz not null,
  window_end timestamptz not null,
  primary key (landlord, visit_id)
);
create index visit_of_repair on visit (landlord, repair_id, moment);

-- What was said and asked because of the facts, each once. Requests for a person carry when attempts stopped waiting and when they were closed.
create table decision (
  landlord text not null,
  decision_id uuid not null,
  household_ref text not null,
  kind text not null,
  visit_id uuid,
  because text[] not null default '{}',
  decided_at timestamptz not null,
  paused_until timestamptz,
  pause_ended_because text,
  closed_at timestamptz,
  primary key (landlord, decision_id),
  constraint decision_kind check (kind in ('missed-each-other', 'landlord-missed', 'person-asks', 'follow-up')),
  constraint decision_pause_ended_because check (pause_ended_because in ('person-tried', 'resident-chose', 'closed'))
);
create index decision_of_household on decision (landlord, household_ref);
create unique index one_open_follow_up_per_household on decision (landlord, household_ref) where kind = 'follow-up' and closed_at is null;

-- "That's not what happened": one for a visit, decided by someone outside the contractor, with reasons the resident can read.
create table dispute (
  landlord text not null,
  visit_id uuid not null,
  household_ref text not null,
  repair_id uuid not null,
  words text,
  raised_at timestamptz not null,
  upheld boolean,
  reasons text,
  decided_by text,
  decided_at timestamptz,
  primary key (landlord, visit_id),
  constraint dispute_decided_whole check ((upheld is null) = (decided_at is null) and (upheld is null) = (reasons is null) and (upheld is null) = (decided_by is null))
);
create index dispute_open on dispute (landlord, raised_at) where decided_at is null;

-- How a visit, kept or missed, felt. 1 to 5; null where not answered.
create table feedback (
  landlord text not null,
  visit_id uuid not null,
  feedback_id uuid not null,
  safe int check (safe between 1 and 5),
  heard int check (heard between 1 and 5),
  in_control int check (in_control between 1 and 5),
  words text,
  given_at timestamptz not null,
  primary key (landlord, visit_id)
);
