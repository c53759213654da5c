-- Photos are kept for a time only: the oldest are looked for.
create index photo_by_age on photo (received_at);
