-- Where very much waits to be counted, its marks become one rebuild: for how many events it stands, how far they tell, and when the last of them came.
alter table rebuild
  add column events bigint,
  add column complete_to timestamptz,
  add column received_at timestamptz;
