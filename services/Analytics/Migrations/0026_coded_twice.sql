-- How far two coders agree is read from the events themselves; they are few among many.
create index event_coded_twice on event (landlord, source, day) where type = 'ContactCodedTwice';
