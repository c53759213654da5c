-- Files brought in at the desk: kept whole from the upload until every row is dealt with, so that a crash loses nothing.
alter table import_run drop constraint import_run_kind_check;
alter table import_run add constraint import_run_kind_check check (kind in ('properties', 'operatives', 'shifts', 'absences', 'repairs'));

create table import_file (
  landlord text not null,
  import_id uuid not null,
  kind text not null check (kind in ('properties', 'operatives', 'shifts', 'absences', 'repairs')),
  state text not null default 'read' check (state in ('read', 'confirmed', 'done')),
  preview jsonb not null,
  uploaded_at timestamptz not null,
  finished_at timestamptz,
  line int not null default 1,
  done int not null default 0,
  accepted int not null default 0,
  rejected int not null default 0,
  warned int not null default 0,
  worker uuid,
  worker_until timestamptz,
  primary key (landlord, import_id)
);
create index import_file_to_do on import_file (uploaded_at) where state = 'confirmed';

-- The upload in pieces of a megabyte; deleted when the import is done, or a day after an upload nobody confirmed.
create table import_part (
  landlord text not null,
  import_id uuid not null,
  part int not null,
  content bytea not null,
  primary key (landlord, import_id, part),
  foreign key (landlord, import_id) references import_file on delete cascade
);

-- Rows that could not be taken, and rows to look at again, as they were given. Deleted after a week.
create table import_note (
  landlord text not null,
  import_id uuid not null,
  line int not null,
  reason text not null,
  warning boolean not null,
  given text not null,
  primary key (landlord, import_id, line, warning),
  foreign key (landlord, import_id) references import_file on delete cascade
);

-- The landlord's own reference of a repair brought in: the same reference never raises a second repair.
create table repair_reference (
  landlord text not null,
  repair_ref text not null,
  repair_id uuid not null,
  imported_at timestamptz not null,
  primary key (landlord, repair_ref),
  constraint repair_reference_is_of_a_repair foreign key (landlord, repair_id) references repair deferrable initially deferred
);
create index repair_reference_of_repair on repair_reference (landlord, repair_id);
