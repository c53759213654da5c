-- Several repairs of one household in one visit: offered, booked, moved and cancelled together.
alter table offer add column together uuid[];
alter table appointment add column bundle_id uuid;
create index appointment_of_bundle on appointment (landlord, bundle_id) where bundle_id is not null;
