-- While a person's contact is awaited, a visit the resident did not choose is taken back; they are told by a person before the time we had given.
alter table appointment drop constraint appointment_ends_for_a_known_reason;
alter table appointment add constraint appointment_ends_for_a_known_reason
  check (reason in ('resident-asked', 'operative-absent', 'running-late', 'parts', 'weather', 'other', 'person-first'));

alter table call_back drop constraint call_back_because_check;
alter table call_back add constraint call_back_because_check
  check (because in ('none-suited', 'no-capacity', 'emergency', 'pre-visit', 'visit-cancelled', 'needs', 'asked', 'interpreter', 'slip', 'silence', 'person-first'));

create index attempts_pause_now on attempts_pause (landlord, household_ref) where paused_at is not null and resumed_at is null;
