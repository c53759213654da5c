-- What must be counted again says whose story it belongs to: a visit's, a repair's, a promise's … and which home it touches.
alter table dirty
  add column story text,
  add column home text;

-- More of what a visit comes to: when it was, for whom, and what it can be broken down by.
alter table visit
  add column at timestamptz,
  add column window_start timestamptz,
  add column window_end timestamptz,
  add column priority text,
  add column brief_at timestamptz,
  add column home text,
  add column dims jsonb;
create index visit_home on visit (landlord, source, home) where home is not null;

-- One row for each repair (work order).
create table repair (
  landlord text not null,
  source text not null,
  repair_id text not null,
  home text not null,
  patch text not null,
  trade text not null,
  priority text,
  raised_at timestamptz,
  due_by timestamptz,
  finished_at timestamptz,
  reopened_at timestamptz,
  withdrawn_at timestamptz,
  primary key (landlord, source, repair_id)
);
create index repair_home on repair (landlord, source, home);

-- What each fact (kind and id) adds to which day: replaced as a whole when the fact is worked out again. dims: what it can be broken down by.
create table tally (
  landlord text not null,
  source text not null,
  kind text not null,
  id text not null,
  day date not null,
  patch text not null,
  trade text not null,
  counter text not null,
  n bigint not null,
  dims jsonb
);
create index tally_fact on tally (landlord, source, kind, id);
create index tally_day on tally (landlord, source, day);

-- Counts by day and one further dimension, for the whole landlord: small tables beside each other, never one cube.
create table slice (
  landlord text not null,
  source text not null,
  day date not null,
  dimension text not null,
  value text not null,
  counter text not null,
  n bigint not null,
  primary key (landlord, source, dimension, day, value, counter)
);

-- Where the members of a home's story lie.
create index event_home on event (landlord, source, (body ->> 'home')) where type = 'ContactReceived' and body ->> 'home' is not null;
create index event_person on event (landlord, source, place) where type in ('HumanContactAttempted', 'AdjustmentRecorded', 'AdjustmentWithdrawn');

-- What was kept before is worked out anew.
insert into dirty (landlord, source, story, subject, home, day, patch, trade, occurred_at, received_at)
select landlord, source,
       case when type <> 'ContactReceived' then case
         when type in ('RepairRaised', 'RepairFinished', 'RepairWithdrawn') then 'repair'
         when type in ('SlotsOffered', 'SlotsDeclined') then 'offer'
         when type in ('WelfareFollowUpRequested', 'FollowUpOpened', 'HumanContactAttempted') then 'request'
         when type in ('PromiseMade', 'PromiseKept', 'PromiseSlipped') then 'promise'
         else 'visit' end end,
       case when type in ('FeedbackGiven', 'MessageSent', 'MessageUndelivered') then coalesce(body ->> 'visitId', event_id)
            when type <> 'ContactReceived' then subject end,
       case when type = 'HumanContactAttempted' then 'h:' || encode(place, 'hex') end,
       day, patch, trade, occurred_at, received_at
from event
where subject is not null;

-- These tell of a visit.
update event
set subject = coalesce(body ->> 'visitId', event_id),
    body = case type when 'FeedbackGiven' then body || jsonb_build_object('feedbackId', subject) else body || jsonb_build_object('messageId', subject) end
where type in ('FeedbackGiven', 'MessageSent', 'MessageUndelivered');
