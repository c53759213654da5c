-- Needs could not keep the contact details that came with the repair; they are not kept here either. The desk asks for them again.
alter table repair add column contact_to_ask_again boolean not null default false;
