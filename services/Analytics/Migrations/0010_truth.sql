-- One of the events a mark stands for, and how many there are: what a revision names as its cause.
alter table dirty add column cause text;
alter table dirty add column events bigint not null default 1;

-- How the time of an event had to be read: 'no-offset' (taken as local time), 'ambiguous' (the earlier of two). null: as it was written.
alter table event add column flag text;
alter table staging add column flag text;

-- When a source first told of a month. What comes within the hour after that is still its first telling and revises nothing.
create table told (
  landlord text not null,
  source text not null,
  month date not null,
  first_at timestamptz not null,
  primary key (landlord, source, month)
);
insert into told (landlord, source, month, first_at)
select landlord, source, date_trunc('month', day)::date, '2000-01-01T00:00:00Z'
from bucket
group by 1, 2, 3;

-- What changed in a count that stood: more than 14 days after its day, or found by a rebuild.
create table revision (
  landlord text not null,
  id bigint generated always as identity,
  source text not null,
  at timestamptz not null,
  day date not null,
  patch text not null,
  trade text not null,
  counter text not null,
  old_n bigint not null,
  new_n bigint not null,
  causes text[] not null,
  events bigint not null,
  primary key (landlord, id)
);
create index revision_day on revision (landlord, source, day);

-- What was published, as it was published.
create table publication (
  landlord text not null,
  id uuid not null,
  title text not null,
  first_day date not null,
  last_day date not null,
  grain text not null,
  sources text[] not null,
  measures text[] not null,
  published_at timestamptz not null,
  published_by text not null,
  answer text not null,
  csv text not null,
  primary key (landlord, id)
);
create function publication_stands() returns trigger language plpgsql as $$
begin
  raise exception 'a publication never changes';
end $$;
create trigger publication_stands before update or delete on publication for each row execute function publication_stands();

-- Counting a source again from its events, slice by slice; what is left to do stands here, so it goes on after a crash.
create table rebuild (
  landlord text not null,
  id uuid not null,
  source text not null,
  asked_at timestamptz not null,
  stage text not null,
  at_visit text not null default '',
  at_day date,
  last_day date,
  done bigint not null default 0,
  total bigint not null,
  changed bigint not null default 0,
  finished_at timestamptz,
  primary key (landlord, id, source)
);
create unique index rebuild_open on rebuild (landlord, source) where finished_at is null;

-- The daily proof: one month and patch counted from the events, beside what is kept.
create table proof_turn (
  landlord text not null,
  next_at timestamptz not null,
  primary key (landlord)
);
create table proof (
  landlord text not null,
  id bigint generated always as identity,
  source text not null,
  at timestamptz not null,
  month date not null,
  patch text not null,
  rows bigint not null,
  only_kept bigint not null,
  only_counted bigint not null,
  primary key (landlord, id)
);

-- Where a proof counts. Unlogged: its rows live only as long as the transaction that compares them.
create unlogged table scratch (
  landlord text not null,
  source text not null,
  day date not null,
  patch text not null,
  trade text not null,
  counter text not null,
  n bigint not null
);
