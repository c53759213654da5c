-- A home has one key for whatever is counted of it: its household where that is told, else its property. Contacts were kept the other way round.
update event
set place = decode(body ->> 'home', 'hex')
where type = 'ContactReceived' and body ->> 'home' is not null and place is distinct from decode(body ->> 'home', 'hex');

-- Repeat contacts are counted otherwise: every source that tells of contacts is counted again from its events.
insert into rebuild (landlord, id, source, asked_at, stage, total)
select f.landlord, gen_random_uuid(), f.source, now(), 'corrections', 0
from feed f
where exists (select from event e where e.landlord = f.landlord and e.source = f.source and e.type = 'ContactReceived')
on conflict (landlord, source) where finished_at is null do update
set stage = excluded.stage, at_visit = '', at_day = null, last_day = null, done = 0;
