-- By when a person asks once about a repair for which nobody has chosen; null: nothing to ask. When the household was last heard from about it.
alter table repair
  add column ask_by timestamptz,
  add column heard_at timestamptz;
update repair
set ask_by = ((raised_at at time zone 'Europe/London')::date + case extract(isodow from (raised_at at time zone 'Europe/London')::date + 5) when 6 then 4 when 7 then 3 else 5 end + time '17:00') at time zone 'Europe/London'
where status = 'open';
drop index repair_to_ask_about;
create index repair_to_ask_about on repair (ask_by) where asked_at is null and status = 'open';
create index repair_quiet on repair (landlord, letter_at) where letter_at is not null and status = 'open';

-- A reply slip, by the reference that is printed on it. It tells of choices that were kept like any others.
create table slip (
  landlord text not null,
  reference text not null,
  repair_id uuid not null,
  offer_id uuid not null,
  reply_by date not null,
  made_at timestamptz not null,
  answer text check (answer in ('1', '2', '3', 'none', 'ring')),
  answered_at timestamptz,
  primary key (landlord, reference),
  constraint slip_is_one_for_an_offer unique (landlord, offer_id),
  constraint slip_is_answered_at_a_time check ((answer is null) = (answered_at is null)),
  foreign key (landlord, repair_id) references repair,
  foreign key (landlord, offer_id) references offer
);
create index slip_of_repair on slip (landlord, repair_id);
