-- Money that a landlord's own policy pays for a visit we missed. The miss proposes it, once; only a person's decision, with reasons, makes it owed.
create table owed (
  landlord text not null,
  visit_id uuid not null,
  household_ref text not null,
  repair_id uuid not null,
  cause text not null,
  pence int not null,
  source text not null,
  proposed_at timestamptz not null,
  approved boolean,
  reasons text,
  decided_by text,
  decided_at timestamptz,
  primary key (landlord, visit_id),
  constraint owed_is_an_amount check (pence between 1 and 50000),
  constraint owed_decided_whole check ((approved is null) = (decided_at is null) and (approved is null) = (reasons is null) and (approved is null) = (decided_by is null))
);
create index owed_open on owed (landlord, proposed_at) where decided_at is null;
