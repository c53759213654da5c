-- How many homes stand behind a patch and a trade, as far as anybody needs to know: keyed hashes of the first 25, and then one row with none ('') that says
-- there are enough. What was told without a home counts as a home of its own.
create table home_behind (
  landlord text not null,
  source text not null,
  patch text not null,
  trade text not null,
  home text not null,
  primary key (landlord, source, patch, trade, home)
);
insert into home_behind (landlord, source, patch, trade, home)
select landlord, source, patch, trade, coalesce(home, 'visit ' || visit_id)
from visit
union
select landlord, source, patch, trade, coalesce(body ->> 'home', encode(place, 'hex'), 'event ' || event_id)
from event
where state = 0 and (subject is null and standing is not null or type in ('AppointmentBooked', 'AppointmentChanged', 'AppointmentCancelled', 'ContactReceived'));
with enough as (
  select landlord, source, patch, trade
  from home_behind
  group by 1, 2, 3, 4
  having count(*) >= 25
), gone as (
  delete from home_behind h
  using enough e
  where h.landlord = e.landlord and h.source = e.source and h.patch = e.patch and h.trade = e.trade
)
insert into home_behind (landlord, source, patch, trade, home)
select landlord, source, patch, trade, ''
from enough;
