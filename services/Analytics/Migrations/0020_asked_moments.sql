-- Who asked for figures as they were known at which moment, for a day: two moments between which only a few visits came would tell of those. The reader is a
-- keyed hash, the totals are sums over the whole landlord.
create table asked_moment (
  landlord text not null,
  reader bytea not null,
  question text not null,
  as_of timestamptz not null,
  asked_at timestamptz not null,
  days date[] not null,
  totals bigint[] not null,
  primary key (landlord, reader, question, as_of)
);
create index asked_moment_age on asked_moment (asked_at);
