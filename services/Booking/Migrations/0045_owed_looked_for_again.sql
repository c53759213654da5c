-- Whoever comes first and found nothing free is looked for again the moment a day changes, as everybody who waits; and at this time though nothing changed.
alter table waiting_list add column owed_again_at timestamptz;
