-- Where a home stood behind a patch and a trade under two names, half as many homes were taken for enough: they are counted anew.
create temporary table again on commit drop as
select landlord, source, patch, trade
from home_behind
where home = '';
delete from home_behind
where home = '';
insert into home_behind (landlord, source, patch, trade, home)
select landlord, source, patch, trade, h.home
from (
  select landlord, source, patch, trade, coalesce(regexp_replace(home, '^h:', ''), 'visit ' || visit_id) as home
  from visit
  union
  select landlord, source, patch, trade, coalesce(body ->> 'home', encode(place, 'hex'), 'event ' || event_id)
  from event
  where state = 0 and (subject is null and standing is not null or type in ('AppointmentBooked', 'AppointmentChanged', 'AppointmentCancelled', 'ContactReceived'))
) h
join again using (landlord, source, patch, trade)
on conflict do nothing;
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

-- A priority is known by its name, however it was written; every source is being counted anew as it is (0051).
update event
set body = jsonb_set(body, '{priority}', to_jsonb(initcap(body ->> 'priority')))
where lower(body ->> 'priority') in ('emergency', 'urgent', 'routine') and body ->> 'priority' <> initcap(body ->> 'priority');
