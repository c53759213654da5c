-- The same local times of a visit, of which the zone's rules made other instants: kept, because what told the old ones may be heard of later.
create table same_times (
  landlord text not null,
  visit_id uuid not null,
  was_start timestamptz not null,
  was_end timestamptz not null,
  window_start timestamptz not null,
  window_end timestamptz not null,
  at timestamptz not null,
  primary key (landlord, visit_id, at)
);
