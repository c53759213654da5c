-- The sums of a day are made anew from its buckets: found by day, and none of nothing.
delete from rollup
where n = 0;
create index rollup_of_day on rollup (landlord, source, day);
