-- Every event once, as it was told: source, id and a hash of its content. Only codes, times and keyed hashes: no name, address or words.
-- The day is the local date (Europe/London) under which it counts. state: 0 counts, 1 held (corrects something not seen yet), 2 replaced, 3 void.
create table event (
  landlord text not null,
  source text not null,
  event_id text not null,
  type text not null,
  hash bytea not null,
  subject text,
  alias text,
  occurred_at timestamptz not null,
  recorded_at timestamptz not null,
  received_at timestamptz not null,
  day date not null,
  patch text not null,
  trade text not null,
  code text,
  standing text,
  evidence text,
  actor text,
  hours double precision,
  place bytea,
  topic text,
  supersedes text,
  voids text,
  body jsonb,
  state smallint not null,
  intake bigint not null,
  line bigint not null,
  primary key (landlord, source, event_id)
);
create index event_counted on event (landlord, source, day)
  where subject is null or type in ('AppointmentBooked', 'AppointmentChanged', 'AppointmentCancelled', 'ContactReceived');
create index event_subject on event (landlord, source, subject) where subject is not null;
create index event_alias on event (landlord, source, alias) where alias is not null;
create index event_correction on event (landlord, source, coalesce(supersedes, voids)) where supersedes is not null or voids is not null;
create index event_held on event (landlord, source) where state = 1;
create index event_place on event (landlord, source, place, occurred_at) where place is not null and type = 'ContactReceived';
create index event_received on event using brin (received_at);

-- The same id with other content, or a time that cannot be true: kept apart, counted in M30, never in a figure.
create table quarantine (
  landlord text not null,
  source text not null,
  event_id text not null,
  hash bytea not null,
  reason text not null,
  type text not null,
  occurred_at timestamptz,
  received_at timestamptz not null,
  intake bigint not null,
  line bigint not null,
  primary key (landlord, source, event_id, hash)
);

-- One row for each file or request that came in, and for each repeated or doubtful event from the bus.
create sequence intake_number;
create table intake (
  id bigint not null,
  landlord text not null,
  source text not null,
  received_at timestamptz not null,
  accepted bigint not null,
  duplicates bigint not null,
  quarantined bigint not null,
  primary key (landlord, source, id)
);

-- Where COPY lands. Unlogged: its rows live only as long as the transaction that stored them.
create unlogged table staging (
  intake bigint not null,
  line bigint not null,
  landlord text not null,
  source text not null,
  event_id text not null,
  type text not null,
  hash bytea not null,
  subject text,
  alias text,
  occurred_at timestamptz not null,
  recorded_at timestamptz not null,
  received_at timestamptz not null,
  day date not null,
  patch text not null,
  trade text not null,
  code text,
  standing text,
  evidence text,
  actor text,
  hours double precision,
  place bytea,
  topic text,
  supersedes text,
  voids text,
  body jsonb,
  doubt text
);

-- One row for each source: what the figures hold and how far they are complete. Locking a row is the right to recount that source.
create table feed (
  landlord text not null,
  source text not null,
  first_day date,
  last_day date,
  complete_to timestamptz,
  received_at timestamptz,
  primary key (landlord, source)
);

-- What must be counted again. Rows are only added and taken away, never updated, so that no mark is lost between two writers.
create table dirty (
  id bigint generated always as identity primary key,
  landlord text not null,
  source text not null,
  event_id text,
  subject text,
  place bytea,
  day date not null,
  patch text not null,
  trade text not null,
  occurred_at timestamptz not null,
  received_at timestamptz not null
);
create index dirty_feed on dirty (landlord, source, id);

-- One row for each visit that several events tell of: what they come to, whatever order they arrived in.
create table visit (
  landlord text not null,
  source text not null,
  visit_id text not null,
  day date not null,
  due_day date not null,
  patch text not null,
  trade text not null,
  outcome text not null,
  standing text not null,
  evidence text,
  disputed boolean not null,
  household bytea,
  repair text,
  primary key (landlord, source, visit_id)
);
create index visit_day on visit (landlord, source, day);
create index visit_due_day on visit (landlord, source, due_day) where due_day <> day;

-- Counts by day, patch and trade, always made anew from the facts.
create table bucket (
  landlord text not null,
  source text not null,
  day date not null,
  patch text not null,
  trade text not null,
  counter text not null,
  n bigint not null,
  primary key (landlord, source, day, patch, trade, counter)
);
