-- What came in by the local day on which it reached us, and how much of it was late, without a code or without evidence (M30).
-- Each mark is taken once, in the transaction that adds it here.
lock table event, dirty in share row exclusive mode;
create table received (
  landlord text not null,
  source text not null,
  day date not null,
  n bigint not null,
  faulty bigint not null,
  primary key (landlord, source, day)
);
insert into received (landlord, source, day, n, faulty)
select landlord, source, (received_at at time zone 'Europe/London')::date, count(*),
       count(*) filter (where (type <> 'VisitImported' and recorded_at > occurred_at + interval '14 days')
                           or (type = 'ContactReceived' and code is null)
                           or (type in ('VisitImported', 'VisitOutcomeReported') and code = 'DO10' and evidence = 'none'))
from event
group by 1, 2, 3;

-- How many events a mark brings that were not received before, and how many of them are faulty.
alter table dirty
  add column arrived bigint not null default 0,
  add column faulty bigint not null default 0;
