-- One row for each household we write to: locked before a pause is noted and before a message is let out, so that one of the two always comes first.
create table household (
  landlord text not null,
  household_ref text not null,
  primary key (landlord, household_ref)
);

-- A person was asked to make contact (paused_at) and a person has tried, or the resident chose (resumed_at). Either may be heard of first.
create table attempt_pause (
  landlord text not null,
  request_id uuid not null,
  household_ref text not null,
  paused_at timestamptz,
  resumed_at timestamptz,
  due_by timestamptz,
  primary key (landlord, request_id)
);
create index attempt_pause_household on attempt_pause (landlord, household_ref);

-- The window that stands for a visit, as the newest event tells it.
create table visit (
  landlord text not null,
  visit_id uuid not null,
  repair_id uuid not null,
  household_ref text not null,
  appointment_id uuid not null,
  window_start timestamptz not null,
  window_end timestamptz not null,
  chosen_by_resident boolean not null,
  standing boolean not null,
  as_of timestamptz not null,
  primary key (landlord, visit_id)
);
create index visit_repair on visit (landlord, repair_id) where standing;

-- Every message: why it exists (cause, one message for each), what it tells (facts), how far it is. The id is the provider's reference.
-- No address is kept: it is asked for when the message leaves.
create table message (
  landlord text not null,
  message_id uuid not null,
  cause text not null,
  household_ref text not null,
  repair_id uuid not null,
  visit_id uuid,
  template text not null,
  prompt text not null check (prompt in ('OwnAct', 'Owed', 'Nudge')),
  facts jsonb not null,
  about_at timestamptz not null,
  created_at timestamptz not null,
  next_try_at timestamptz not null,
  state text not null check (state in ('pending', 'sending', 'sent', 'undelivered', 'held', 'dropped', 'unknown')),
  because text,
  why text,
  channel text,
  subject text,
  body text,
  parts int not null default 0,
  promises jsonb not null default '[]',
  decided_at timestamptz,
  sent_at timestamptz,
  primary key (landlord, message_id),
  constraint one_message_for_each_cause unique (landlord, cause)
);
create index message_due on message (state, next_try_at) where state in ('pending', 'sending', 'unknown');
create index message_household on message (landlord, household_ref, created_at);
create index message_newest on message (landlord, created_at desc, message_id);

-- Everything we said we would do by a time.
create table promise (
  landlord text not null,
  promise_id uuid not null,
  household_ref text not null,
  repair_id uuid not null,
  visit_id uuid,
  message_id uuid not null,
  template text not null,
  code text not null,
  said text not null,
  made_at timestamptz not null,
  due_by timestamptz not null,
  kept_by text,
  released_by text,
  state text not null check (state in ('open', 'kept', 'slipped', 'released')),
  settled_at timestamptz,
  primary key (landlord, promise_id)
);
create index promise_open on promise (due_by) where state = 'open';
create index promise_household on promise (landlord, household_ref) where state = 'open';

-- Why a resident got in touch, in their own words. The words stay here; only the code travels.
create table contact (
  landlord text not null,
  contact_id uuid not null,
  household_ref text,
  property_ref text,
  repair_id uuid,
  at timestamptz not null,
  channel text not null,
  words text not null,
  code text,
  recorded_by text not null,
  recorded_at timestamptz not null,
  primary key (landlord, contact_id)
);
create index contact_newest on contact (landlord, at desc);
