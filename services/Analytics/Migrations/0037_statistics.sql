-- What PostgreSQL knows of tables that have at least doubled: a first long file is counted within the minute before autovacuum looks, and a plan made for
-- empty tables reads the whole source for each contact.
create function learn_sizes() returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  one record;
begin
  for one in
    select c.oid::regclass as name
    from pg_class c
    where c.relnamespace = 'analytics'::regnamespace and c.relkind = 'r'
      and c.relname in ('event', 'dirty', 'visit', 'repair', 'tally', 'counts', 'rollup', 'slice')
      and pg_relation_size(c.oid) / 8192 > 2 * greatest(c.relpages, 20)
    order by c.oid
  loop
    execute format('analyze (skip_locked) %s', one.name);
  end loop;
end $$;
