-- Found by what they came in with: what earlier files left behind until the next vacuum is not read again.
create index staging_intake on staging (intake);

-- Marks are taken in their order, source by source; nobody asks for one by its number.
alter table dirty drop constraint dirty_pkey;
