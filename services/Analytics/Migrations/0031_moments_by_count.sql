-- Two moments are laid beside each other count by count. What was kept of earlier questions stands for a day only, and is asked anew.
delete from asked_moment;
alter table asked_moment
  drop column totals,
  add column counters text[] not null,
  add column counts bigint[] not null;
