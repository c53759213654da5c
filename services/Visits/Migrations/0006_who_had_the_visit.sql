-- Who had a visit, for which window and since when: a report that was made with no signal is taken from whoever had it, and belongs to the window it is about.
-- As little as its events carry; no address, no job.
create table assignment (
  landlord text not null,
  visit_id uuid not null,
  as_of timestamptz not null,
  as_of_rank smallint not null,
  operative_ref text not null,
  contractor text not null,
  priority text not null,
  patch text not null,
  trade text not null,
  visit_date date not null,
  from_time time not null,
  to_time time not null,
  window_start timestamptz not null,
  window_end timestamptz not null,
  primary key (landlord, visit_id, as_of, as_of_rank)
);
insert into assignment (landlord, visit_id, as_of, as_of_rank, operative_ref, contractor, priority, patch, trade, visit_date, from_time, to_time, window_start, window_end)
select landlord, visit_id, as_of, as_of_rank, operative_ref, contractor, priority, patch, trade, visit_date, from_time, to_time, window_start, window_end
from visit
where operative_ref is not null and contractor is not null and priority is not null and visit_date is not null and from_time is not null and to_time is not null;

-- One report stands for each window of a visit, which keeps its id when its time changes.
alter table report add column window_start timestamptz;
update report r
set window_start = v.window_start
from visit v
where v.landlord = r.landlord and v.visit_id = r.visit_id;
drop index one_standing_report_for_a_visit;
create unique index one_standing_report_for_a_window on report (landlord, visit_id, window_start) nulls not distinct where superseded_by is null;
drop index one_system_report_for_a_visit;
create unique index one_system_report_for_a_window on report (landlord, visit_id, window_start) nulls not distinct where made_by = 'System';
