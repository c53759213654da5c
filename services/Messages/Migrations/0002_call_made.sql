-- Calls about a repair that a person made, as we heard of them: the call and the promise it keeps may be heard of in either order.
create table call_made (
  landlord text not null,
  repair_id uuid not null,
  at timestamptz not null,
  primary key (landlord, repair_id, at)
);
