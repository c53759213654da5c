-- Offers too small to be a choice are counted by when they were made.
create index offer_by_time on offer (landlord, made_at);
