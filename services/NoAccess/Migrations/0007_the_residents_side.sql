-- "That's not what happened" can be taken back until it is decided, and said again.
alter table dispute add column withdrawn_at timestamptz;
alter table dispute add constraint dispute_withdrawn_is_not_decided check (withdrawn_at is null or decided_at is null);

-- Did we do what we promised? Rated against the version of the code of conduct that was shown. Statements without a rating keep why, so that a silence is told from a wish.
alter table feedback add column not_rated text[] not null default '{}';
alter table feedback add column conduct text;
alter table feedback add column conduct_version text;
alter table feedback add column kept_word text;
alter table feedback add column told_again text;
alter table feedback add column more text;
alter table feedback add column promises_at timestamptz;
alter table feedback add constraint feedback_not_rated check (not_rated <@ array['safe:does-not-apply', 'safe:rather-not-say', 'heard:does-not-apply', 'heard:rather-not-say', 'inControl:does-not-apply', 'inControl:rather-not-say']);
alter table feedback add constraint feedback_conduct check (conduct in ('yes', 'partly', 'no', 'does-not-apply', 'rather-not-say'));
alter table feedback add constraint feedback_kept_word check (kept_word in ('yes', 'partly', 'no', 'does-not-apply', 'rather-not-say'));
alter table feedback add constraint feedback_told_again check (told_again in ('yes', 'no', 'does-not-apply', 'rather-not-say'));
alter table feedback add constraint feedback_conduct_names_its_version check (conduct is null or conduct_version is not null);

-- A complaint about a repair: who looks after it and by when. It stands by itself: nothing here depends on a dispute or on what a visit turned out to mean.
create table complaint (
  landlord text not null,
  complaint_id uuid not null,
  repair_id uuid not null,
  household_ref text,
  stage int not null check (stage in (1, 2)),
  follows uuid,
  handler text not null check (handler <> ''),
  raised_at timestamptz not null,
  acknowledge_by date not null,
  acknowledged_at timestamptz,
  acknowledged_by text,
  understood text,
  answer_by date not null,
  answered_at timestamptz,
  answered_by text,
  answer text,
  primary key (landlord, complaint_id),
  constraint complaint_acknowledged_whole check ((acknowledged_at is null) = (acknowledged_by is null) and (acknowledged_at is null) = (understood is null)),
  constraint complaint_answered_whole check ((answered_at is null) = (answered_by is null) and (answered_at is null) = (answer is null)),
  constraint complaint_looked_at_again_once unique (landlord, follows),
  constraint complaint_second_stage_follows check ((stage = 2) = (follows is not null))
);
create unique index one_new_complaint_for_a_repair on complaint (landlord, repair_id) where stage = 1 and answered_at is null;
create index complaint_of_repair on complaint (landlord, repair_id, raised_at);
create index complaint_open on complaint (landlord, answer_by) where answered_at is null;

-- What they said, each once, however often the button is pressed. Saying nothing is fine.
create table complaint_words (
  landlord text not null,
  words_id uuid not null,
  complaint_id uuid not null,
  words text,
  at timestamptz not null,
  primary key (landlord, words_id)
);
create index words_of_complaint on complaint_words (landlord, complaint_id, at);
