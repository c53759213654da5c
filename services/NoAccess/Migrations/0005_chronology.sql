-- What happened with one repair, in the order in which we learned of it, each line bound to the one before by its hash. Written in the same transaction as what it
-- tells of. Lines are added; the service's own role can neither change nor remove one. No reasons, follow-ups, worries or pictures, and nothing about a person.
create table chronology_entry (
  landlord text not null,
  repair_id uuid not null,
  seq int not null check (seq > 0),
  key uuid not null,
  at timestamptz not null,
  kind text not null,
  ours boolean not null,
  words text not null,
  previous text not null check (previous ~ '^[0-9a-f]{64}$'),
  hash text not null check (hash ~ '^[0-9a-f]{64}$'),
  primary key (landlord, repair_id, seq),
  constraint chronology_tells_a_thing_once unique (landlord, repair_id, key),
  constraint chronology_is_one_line unique (landlord, repair_id, previous)
);
revoke update, delete, truncate on chronology_entry from repairs_noaccess;

-- A named manager who opened one: what for, and the answers they gave first. The resident gets the same copy that day.
create table chronology_opening (
  landlord text not null,
  opening_id uuid not null,
  repair_id uuid not null,
  asked_by text not null,
  name text check (length(name) <= 80),
  purpose text check (length(purpose) <= 1000),
  offered text check (length(offered) <= 2000),
  capacity text check (length(capacity) <= 2000),
  equality text check (length(equality) <= 2000),
  alternatives text check (length(alternatives) <= 2000),
  harm text check (length(harm) <= 2000),
  opened_at timestamptz,
  entries int,
  posted_at timestamptz,
  posted_by text,
  primary key (landlord, opening_id),
  constraint chronology_opens_for_a_purpose check (
    opened_at is null or (name is not null and purpose is not null and offered is not null and capacity is not null and equality is not null
      and alternatives is not null and harm is not null and entries is not null)),
  constraint chronology_posted_after_opening check (posted_at is null or opened_at is not null),
  constraint chronology_posted_whole check ((posted_at is null) = (posted_by is null))
);
create index chronology_opening_of_repair on chronology_opening (landlord, repair_id, opened_at);
create index chronology_copy_owed on chronology_opening (landlord, opened_at) where opened_at is not null and posted_at is null;
