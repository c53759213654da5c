-- Which window the report that is known of a visit was about, and when they came: one of an earlier window or arrival that is heard of later changes nothing.
alter table visit add column outcome_window timestamptz;
alter table visit add column outcome_arrived timestamptz;
