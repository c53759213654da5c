-- What is told to other systems is read by when it came to us.
create index report_by_time on report (landlord, reported_at);
create index on_my_way_by_time on on_my_way (landlord, set_off_at);
create index visit_by_time on visit (landlord, as_of) where stands;
