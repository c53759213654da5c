-- A visit keeps its id when its time changes, and each journey is one of its own: the resident hears of every one, once.
alter table on_my_way add column window_start timestamptz;
update on_my_way w
set window_start = coalesce((select v.window_start from visit v where v.landlord = w.landlord and v.visit_id = w.visit_id), w.set_off_at);
alter table on_my_way alter column window_start set not null;
alter table on_my_way drop constraint on_my_way_pkey;
alter table on_my_way add primary key (landlord, visit_id, operative_ref, window_start);
