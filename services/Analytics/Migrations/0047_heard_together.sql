-- One handler takes every event from the bus now; what was taken under the earlier name is not taken again.
update inbox
set consumer = 'HearEvents'
where consumer = 'HearEvent`1';
