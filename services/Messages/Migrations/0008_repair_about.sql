-- In which patch a repair is and of which trade, as its events tell: so that a contact can be counted there. Repairs raised before this are learned when they are booked.
create table repair_about (
  landlord text not null,
  repair_id uuid not null,
  household_ref text not null,
  patch text not null,
  trade text,
  at timestamptz not null,
  primary key (landlord, repair_id)
);
create index repair_about_household on repair_about (landlord, household_ref, at);
