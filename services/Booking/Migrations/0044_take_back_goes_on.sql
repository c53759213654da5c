-- One visit that cannot be taken back does not stand in the way of those behind it.
alter table appointment add column look_again_at timestamptz;
comment on column appointment.look_again_at is 'not looked at again before then, as one that a person''s contact may take back';
