-- Something of what came can be broken down further, so the slices of its day must be made anew too.
alter table dirty add column dims boolean not null default true;
