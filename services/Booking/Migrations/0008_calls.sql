-- Someone rings before a visit, where a household asked for that.
alter table call_back drop constraint call_back_because_check;
alter table call_back add constraint call_back_because_check check (because in ('none-suited', 'no-capacity', 'emergency', 'pre-visit'));
