-- What had been changed when we last looked for someone who waits, exactly: a transaction that stays open for long makes nobody look twice.
alter table waiting_list drop column looked;
alter table waiting_list add column looked pg_snapshot;
update waiting_list set looked_at = null;

-- More reasons for a call we owe: somebody asked for one, wants an interpreter, a slip that could not be used, or opened nothing.
alter table call_back drop constraint call_back_because_check;
alter table call_back add constraint call_back_because_check check (because in ('none-suited', 'no-capacity', 'emergency', 'pre-visit', 'visit-cancelled', 'needs', 'asked', 'interpreter', 'slip', 'silence'));
alter table call_back add column language text;

-- Some of a set's choices as a text or a letter tells them.
alter table offer drop constraint offer_kind_check;
alter table offer add constraint offer_kind_check check (kind in ('best', 'all', 'wider', 'waiting', 'text', 'letter'));

-- Answers by text and on reply slips: "none of these" is counted once for a set of choices, however often it is sent.
create table reply (
  landlord text not null,
  reply_id uuid not null,
  repair_id uuid not null,
  offer_id uuid not null,
  choice int not null check (choice >= 0),
  heard_at timestamptz not null,
  primary key (landlord, reply_id),
  foreign key (landlord, repair_id) references repair
);
create unique index reply_says_none_once on reply (landlord, offer_id) where choice = 0;

-- A second link, for somebody who helps the resident. It ends by itself, when the resident ends it, and with the resident's own link.
create table supporter_link (
  landlord text not null,
  supporter_id uuid not null unique,
  repair_id uuid not null,
  link_version int not null,
  made_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz,
  primary key (landlord, supporter_id),
  foreign key (landlord, repair_id) references repair
);
create unique index supporter_link_is_one_for_a_repair on supporter_link (landlord, repair_id, link_version) where ended_at is null;

create table supporter_deed (
  deed_id bigint generated always as identity primary key,
  landlord text not null,
  supporter_id uuid not null,
  repair_id uuid not null,
  deed text not null check (deed in ('chose', 'changed', 'none', 'let-pass')),
  at timestamptz not null,
  foreign key (landlord, supporter_id) references supporter_link,
  foreign key (landlord, repair_id) references repair
);
create index supporter_deed_of_repair on supporter_deed (landlord, repair_id, at);

-- Something else that a resident said is wrong, by the form it was said with: a form sent twice raises one repair.
create table said_else (
  landlord text not null,
  from_repair_id uuid not null,
  once uuid not null,
  repair_id uuid not null,
  link_path text not null,
  at timestamptz not null,
  primary key (landlord, from_repair_id, once),
  foreign key (landlord, repair_id) references repair
);

-- Someone who opens nothing: a person asks once, then one letter, then we are quiet. The repair stays open.
alter table repair
  add column asked_at timestamptz,
  add column letter_at timestamptz;
create index repair_to_ask_about on repair (raised_at) where asked_at is null and status = 'open';
