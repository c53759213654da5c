-- Whether what was wrong with an event when it came (M30) has been put right since: it was replaced or taken back, or the evidence it lacked came later.
alter table event add column healed boolean not null default false;

-- Found for what is there by counting every source again.
insert into rebuild (landlord, id, source, asked_at, stage, total)
select landlord, gen_random_uuid(), source, now(), 'corrections', 0
from feed
on conflict (landlord, source) where finished_at is null do update
set stage = excluded.stage, at_visit = '', at_day = null, last_day = null, done = 0;
