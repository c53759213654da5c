-- A home stood behind a patch and a trade under two names, one with the letter that tells a home from a repair: it is one home.
insert into home_behind (landlord, source, patch, trade, home)
select landlord, source, patch, trade, substr(home, 3)
from home_behind
where home like 'h:%'
on conflict do nothing;
delete from home_behind
where home like 'h:%';
