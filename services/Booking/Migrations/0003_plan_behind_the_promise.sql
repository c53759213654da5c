-- Which transaction changed an operative's day or the operative last: what a process with diaries in memory has not seen yet is found by it.
-- Stamped here, so that no statement can forget it.
create function stamp_change() returns trigger language plpgsql as $$
begin
  new.changed := pg_current_xact_id();
  return new;
end
$$;

alter table operative_day add column changed xid8 not null default pg_current_xact_id();
create index operative_day_by_change on operative_day (changed);
create trigger operative_day_is_stamped before insert or update on operative_day for each row execute function stamp_change();

alter table operative add column changed xid8 not null default pg_current_xact_id();
create index operative_by_change on operative (changed);
create trigger operative_is_stamped before insert or update on operative for each row execute function stamp_change();

alter table operative_patch add column changed xid8 not null default pg_current_xact_id();
create index operative_patch_by_change on operative_patch (changed);
create trigger operative_patch_is_stamped before insert or update on operative_patch for each row execute function stamp_change();

-- The window a place is promised in: a plan may move the place inside it, never out of it. Null: nothing may move it.
alter table place add column promised tstzrange;
update place p
set promised = tstzrange(a.window_start, a.window_end)
from appointment a
where a.landlord = p.landlord and a.appointment_id = p.appointment_id;
alter table place add constraint place_lies_in_its_promise check (promised is null or promised @> planned);

-- How long the visit may well take (80 in 100 take no longer): what comes after it is planned with that much room.
alter table place add column likely_minutes int;
alter table repair add column likely_minutes int;

-- What the resident asked of the times for this repair.
alter table repair add column wishes jsonb not null default '{"exclusions":[],"preferences":[]}';
alter table repair add constraint repair_likely_takes_as_long_as_expected check (likely_minutes is null or likely_minutes >= minutes);
