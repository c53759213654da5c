-- Who follows up, how much they can carry, and who covers while they are away.
create table officer (
  landlord text not null,
  name text not null,
  cap int not null check (cap between 0 and 100),
  cover text,
  away_from date,
  away_until date,
  primary key (landlord, name),
  constraint officer_away_whole check ((away_from is null) = (away_until is null) and away_from <= away_until)
);

-- A person to be asked how they are: a follow-up, or the lighter 'person-asks'. Every one has a named owner and a due time.
create table follow_up (
  landlord text not null,
  follow_up_id uuid not null,
  request_id uuid not null,
  household_ref text not null,
  kind text not null check (kind in ('follow-up', 'person-asks')),
  repair_id uuid,
  visit_ids uuid[] not null default '{}',
  because text[] not null default '{}',
  proposed_risk text not null,
  risk text not null check (risk in ('Standard', 'Medium', 'High', 'Immediate')),
  weight int not null,
  owner text not null check (owner <> ''),
  opened_at timestamptz not null,
  due_by timestamptz not null,
  would_help text,
  state text not null default 'open' check (state in ('open', 'closed')),
  closed_at timestamptz,
  closed_by text,
  outcome text,
  reason text,
  contact_made boolean,
  supervisor text,
  primary key (landlord, follow_up_id),
  constraint follow_up_of_request unique (landlord, request_id),
  constraint follow_up_closed_by_a_person check (state = 'open' or (closed_at is not null and closed_by is not null and outcome is not null and reason is not null and (contact_made or supervisor is not null)))
);
create unique index one_open_follow_up_per_household on follow_up (landlord, household_ref) where kind = 'follow-up' and state = 'open';
create unique index one_open_question_per_household on follow_up (landlord, household_ref) where kind = 'person-asks' and state = 'open';
create index follow_up_open on follow_up (landlord, due_by) where state = 'open';

create table attempt (
  landlord text not null,
  attempt_id uuid not null,
  follow_up_id uuid not null,
  how text not null,
  reached boolean not null,
  learned text,
  by text not null,
  at timestamptz not null,
  primary key (landlord, attempt_id)
);
create index attempt_of_follow_up on attempt (landlord, follow_up_id, at);

-- Why a visit did not happen, as the resident told it. Codes and words stay here.
create table reason (
  landlord text not null,
  reason_id uuid not null,
  visit_id uuid not null,
  household_ref text not null,
  code text not null,
  words text,
  learned_by text not null,
  at timestamptz not null,
  primary key (landlord, reason_id)
);

-- Times when nobody should expect the resident to be available. A pause belongs to a person and stops us, never them.
create table pause (
  landlord text not null,
  pause_id uuid not null,
  household_ref text not null,
  kind text not null check (kind in ('hospital', 'crisis', 'asked')),
  starts_at timestamptz not null,
  ends_at timestamptz,
  ended_at timestamptz,
  recorded_by text not null,
  recorded_at timestamptz not null,
  primary key (landlord, pause_id),
  constraint pause_runs_forwards check (ends_at > starts_at)
);
create index pause_of_household on pause (landlord, household_ref);

-- Somebody is worried about somebody. Nothing about who said so is kept; the day is enough, and the code is kept as a hash only.
create table concern (
  landlord text not null,
  concern_id uuid not null,
  code_hash bytea not null,
  worry text not null,
  place text,
  added text,
  raised_on date not null,
  read_by text,
  primary key (landlord, concern_id),
  constraint concern_code_is_unique unique (code_hash)
);

-- Who looked at what. Written once, never changed: a resident can ask to see it.
create table read_audit (
  landlord text not null,
  read_id bigint generated always as identity,
  reader text not null,
  what text not null,
  follow_up_id uuid,
  household_ref text,
  at timestamptz not null,
  primary key (landlord, read_id)
);
create function read_audit_stands() returns trigger language plpgsql as $$
begin
  raise exception 'read_audit is written once';
end $$;
create trigger read_audit_stands before update or delete on read_audit for each row execute function read_audit_stands();
