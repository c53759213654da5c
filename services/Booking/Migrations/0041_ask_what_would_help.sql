-- Another system had noted something about the person who lives there. What it noted is not kept, only that they are to be asked.
alter table repair add column ask_what_would_help boolean not null default false;
