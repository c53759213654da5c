-- When a household last did something about a repair, as we heard of it: what we promise for the case that we hear nothing is not promised once we have.
create table acted (
  landlord text not null,
  repair_id uuid not null,
  at timestamptz not null,
  primary key (landlord, repair_id)
);
