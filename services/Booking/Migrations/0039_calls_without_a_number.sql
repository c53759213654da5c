-- Somebody asked to be rung and we know no number that is safe: the wish is kept, and no day is named to anybody.
alter table call_back add column no_safe_number boolean not null default false;
