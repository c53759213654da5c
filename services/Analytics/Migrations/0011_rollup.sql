-- Sums of the buckets that pages read: over all patches and trades (dimension ''), by patch, by trade. Written by the statement that writes the buckets.
create table rollup (
  landlord text not null,
  source text not null,
  dimension text not null,
  counter text not null,
  value text not null,
  day date not null,
  n bigint not null,
  primary key (landlord, source, dimension, counter, value, day)
);
insert into rollup (landlord, source, dimension, counter, value, day, n)
select b.landlord, b.source, d.dimension, b.counter, d.value, b.day, sum(b.n)
from bucket b
cross join lateral (values ('', ''), ('patch', b.patch), ('trade', b.trade)) as d(dimension, value)
group by 1, 2, 3, 4, 5, 6;

-- The patches and trades that were ever counted under.
create table named (
  landlord text not null,
  kind text not null,
  text text not null,
  primary key (landlord, kind, text)
);
insert into named (landlord, kind, text)
select landlord, 'patch', patch from bucket where patch <> ''
union
select landlord, 'trade', trade from bucket where trade <> '';

-- Counting is many middling statements whose cost is guessed too high: compiling each takes longer than running it, and what they look up lies in memory.
-- One event and twenty thousand take the same statement, so each is planned for what it is given.
do $$ begin
  execute format('alter role repairs_analytics in database %I set jit = off', current_database());
  execute format('alter role repairs_analytics in database %I set plan_cache_mode = force_custom_plan', current_database());
  execute format('alter role repairs_analytics in database %I set random_page_cost = 1.1', current_database());
  execute format('alter role repairs_analytics in database %I set work_mem = ''32MB''', current_database());
end $$;
