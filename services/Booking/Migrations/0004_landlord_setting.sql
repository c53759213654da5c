-- What a landlord's desk changed of the configuration: every version is kept, so that who changed what and when can be read.
create table landlord_setting (
  landlord text not null,
  version int not null check (version > 0),
  settings jsonb not null,
  changed_by text not null,
  changed_at timestamptz not null,
  primary key (landlord, version)
);
