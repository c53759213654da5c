-- A hazard we became aware of, and what people found out about it. No column here can hold a missed visit: nothing pauses these clocks.
create table hazard (
  landlord text not null,
  hazard_id uuid not null,
  household_ref text not null,
  repair_id uuid not null,
  visit_id uuid,
  told_by text not null,
  jurisdiction text not null,
  became_aware_at timestamptz not null,
  kind text,
  severity text,
  emergency_found_at timestamptz,
  concluded_at timestamptz,
  asked_in_person_at timestamptz,
  works_needed boolean,
  found_words text check (length(found_words) <= 2000),
  action_words text check (length(action_words) <= 2000),
  begin_by date,
  end_by date,
  sent_at timestamptz,
  sent_how text,
  sent_by text,
  closed_at timestamptz,
  primary key (landlord, hazard_id),
  constraint hazard_told_by check (told_by in ('visit', 'resident', 'inspection', 'complaint', 'staff')),
  constraint hazard_severity check (severity in ('emergency', 'significant', 'none', 'known')),
  constraint hazard_decided_whole check ((kind is null) = (severity is null)),
  constraint hazard_sent_how check (sent_how in ('post', 'email', 'by-hand', 'left-at-home')),
  constraint hazard_sent_whole check ((sent_at is null) = (sent_how is null) and (sent_at is null) = (sent_by is null) and (sent_at is null or found_words is not null))
);
create index hazard_of_repair on hazard (landlord, repair_id);

-- What we owe for a hazard, each once: who looks after it, when it is late, and when and by whom it was done. due_at null: within a reasonable time.
create table duty (
  landlord text not null,
  hazard_id uuid not null,
  step text not null,
  counted_from timestamptz not null,
  due_at timestamptz,
  by_day date,
  source text not null,
  not_needed boolean not null default false,
  owner text check (length(owner) <= 80),
  done_at timestamptz,
  done_by text,
  primary key (landlord, hazard_id, step),
  foreign key (landlord, hazard_id) references hazard (landlord, hazard_id),
  constraint duty_step check (step in ('decide', 'investigate', 'look-again', 'make-safe', 'somewhere-else', 'summary', 'start-works', 'works-begun', 'finish-works')),
  constraint duty_done_whole check ((done_at is null) = (done_by is null))
);
create index duty_open on duty (landlord, due_at) where done_at is null and not not_needed;
