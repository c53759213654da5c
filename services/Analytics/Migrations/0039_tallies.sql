-- What a fact adds to one day, patch and trade in one row, like the counts it goes into.
create table summed as
select landlord, source, kind, id, day, patch, trade, dims, array_agg(counter order by counter collate "C") as counters, array_agg(n order by counter collate "C") as ns
from tally
group by landlord, source, kind, id, day, patch, trade, dims;
drop table tally;
create table tally (
  landlord text not null,
  source text not null,
  kind text not null,
  id text not null,
  day date not null,
  patch text not null,
  trade text not null,
  counters text[] not null,
  ns bigint[] not null,
  dims jsonb
);
insert into tally (landlord, source, kind, id, day, patch, trade, counters, ns, dims)
select landlord, source, kind, id, day, patch, trade, counters, ns, dims
from summed;
drop table summed;
create index tally_fact on tally (landlord, source, kind, id);
create index tally_day on tally (landlord, source, day);
