-- What was free when we last looked for someone who waits: only what was not there then has come free since.
alter table waiting_list
  add column looked_at timestamptz,
  add column looked xid8,
  add column known jsonb not null default '[]',
  add column wait_until timestamptz;

alter table offer drop constraint offer_kind_check;
alter table offer add constraint offer_kind_check check (kind in ('best', 'all', 'wider', 'waiting'));

-- A place that came free, kept for one household for a short while. The hold keeps it; this row says why and what became of it.
create table waiting_offer (
  landlord text not null,
  waiting_offer_id uuid not null,
  repair_id uuid not null,
  offer_id uuid not null,
  hold_id uuid not null,
  made_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz,
  ended_as text check (ended_as in ('taken', 'let-pass', 'expired', 'given-up')),
  primary key (landlord, waiting_offer_id),
  foreign key (landlord, repair_id) references repair,
  constraint waiting_offer_ends_as_something check ((ended_at is null) = (ended_as is null))
);
create unique index waiting_offer_is_one_for_a_repair on waiting_offer (landlord, repair_id) where ended_at is null;
create index waiting_offer_to_end on waiting_offer (expires_at) where ended_at is null;
