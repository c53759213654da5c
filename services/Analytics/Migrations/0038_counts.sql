-- The counts of a day, patch and trade in one row: some twenty counters share their key, and there is one entry in the index for all of them.
-- Counters stand in their order, none of nothing.
create table counts (
  landlord text not null,
  source text not null,
  day date not null,
  patch text not null,
  trade text not null,
  counters text[] not null,
  ns bigint[] not null,
  primary key (landlord, source, day, patch, trade),
  check (cardinality(counters) = cardinality(ns) and cardinality(ns) > 0)
);
insert into counts (landlord, source, day, patch, trade, counters, ns)
select landlord, source, day, patch, trade, array_agg(counter order by counter), array_agg(n order by counter)
from bucket
where n > 0
group by landlord, source, day, patch, trade;
drop table bucket;
create view bucket as
select c.landlord, c.source, c.day, c.patch, c.trade, u.counter, u.n
from counts c
cross join lateral unnest(c.counters, c.ns) as u(counter, n);
