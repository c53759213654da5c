-- When a repair was first said to be finished: what came back or was opened again is counted there, whatever came after.
alter table repair add column first_finished_at timestamptz;

-- What repairs, follow-ups and visits come to has changed: everything is worked out anew from the events.
update rebuild
set stage = 'corrections', at_visit = '', at_day = null, last_day = null
where finished_at is null;
insert into rebuild (landlord, id, source, asked_at, stage, total)
select landlord, gen_random_uuid(), source, now(), 'corrections', 0
from feed
on conflict (landlord, source) where finished_at is null do nothing;
