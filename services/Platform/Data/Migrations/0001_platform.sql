-- Every service's schema starts with these tables: the event log, which is also the outbox, the inbox, and answers to idempotent requests.
create table event_log (
  id bigint generated always as identity,
  landlord text not null,
  event_id uuid not null,
  type text not null,
  body jsonb not null,
  subject text,
  traceparent text,
  occurred_at timestamptz not null,
  recorded_at timestamptz not null default clock_timestamp(),
  published_at timestamptz,
  attempts int not null default 0,
  next_attempt_at timestamptz not null default '-infinity',
  dead_because text,
  primary key (id),
  constraint event_log_event_id_is_unique unique (event_id)
);
create index event_log_unpublished on event_log (id) where published_at is null and dead_because is null;

create table inbox (
  consumer text not null,
  event_id uuid not null,
  handled_at timestamptz not null default clock_timestamp(),
  primary key (consumer, event_id)
);

create table idempotency_key (
  landlord text not null,
  caller text not null,
  key text not null,
  request_hash bytea not null,
  status int,
  body text,
  location text,
  created_at timestamptz not null default clock_timestamp(),
  primary key (landlord, caller, key)
);
create index idempotency_key_created on idempotency_key (created_at);

-- Bodies of events about a person's needs, pauses and follow-ups are sealed with a key of their own; deleting the row forgets them.
create table subject_key (
  landlord text not null,
  subject text not null,
  key bytea not null,
  primary key (landlord, subject)
);

-- How far the demonstration's business clock runs ahead of real time. Always one row; zero outside the demonstration.
create table clock (
  only_row boolean primary key default true check (only_row),
  ahead interval not null default interval '0'
);
insert into clock default values;
