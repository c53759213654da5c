-- Coding why people got in touch: who gave the code, and the event that told of the contact, so that a later code can stand in its place.
-- event_id is null for contacts told of before this: their codes stay here. of_household: whether the contact counts as the home's.
alter table contact add column event_id uuid;
alter table contact add column of_household boolean not null default true;
alter table contact add column coded_by text;
alter table contact add column coded_at timestamptz;
update contact set coded_by = recorded_by, coded_at = recorded_at where code is not null;
create index contact_uncoded on contact (landlord, at) where code is null;

-- The second code of a sample, by another person who does not see the first.
create table second_code (
  landlord text not null,
  contact_id uuid not null,
  code text not null,
  coded_by text not null,
  coded_at timestamptz not null,
  primary key (landlord, contact_id),
  foreign key (landlord, contact_id) references contact (landlord, contact_id)
);
