-- When what a promise is about happened. Whoever acts after that is no longer owed it, however late the message that made it left.
alter table promise add column about_at timestamptz;
update promise p
set about_at = coalesce((select m.about_at from message m where m.landlord = p.landlord and m.message_id = p.message_id), p.made_at);
alter table promise alter column about_at set not null;
