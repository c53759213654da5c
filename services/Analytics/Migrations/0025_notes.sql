-- What people who read the figures write beside them: what changed, and when. Words about the work, never about a person.
create table annotation (
  landlord text not null,
  annotation_id uuid not null,
  day date not null,
  words text not null check (words <> '' and length(words) <= 200),
  ours boolean not null,
  author text not null,
  written_at timestamptz not null,
  primary key (landlord, annotation_id)
);
create index annotation_day on annotation (landlord, day);

-- Where a chart's limits start again: a person decided it, for a reason. What is taken back stays, with who took it back.
create table rebase (
  landlord text not null,
  source text not null,
  measure_id text not null,
  day date not null,
  reason text not null check (reason <> '' and length(reason) <= 200),
  author text not null,
  decided_at timestamptz not null,
  taken_back_by text,
  taken_back_at timestamptz,
  primary key (landlord, source, measure_id, day)
);

-- A question about a change, written down with the time of writing, so that everyone can see whether it came before the answer.
create table change_plan (
  landlord text not null,
  plan_id uuid not null,
  question text not null check (question <> '' and length(question) <= 200),
  source text not null,
  measure_id text not null,
  day date not null,
  patches text[] not null,
  compared text[] not null,
  also_changed text not null check (length(also_changed) <= 200),
  author text not null,
  written_at timestamptz not null,
  primary key (landlord, plan_id)
);
