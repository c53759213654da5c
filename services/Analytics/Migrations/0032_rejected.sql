-- Lines of a file that could not be read: their numbers and why, never what stood in them. Kept for thirty days.
create table rejected_line (
  landlord text not null,
  intake bigint not null,
  line bigint not null,
  reason text not null,
  received_at timestamptz not null
);
create index rejected_line_intake on rejected_line (landlord, intake, line);
create index rejected_line_age on rejected_line using brin (received_at);
