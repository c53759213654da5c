-- Adjustments: what we do differently for a household, agreed with the person or on another recorded basis. What to do, never a diagnosis.
create table adjustment (
  landlord text not null,
  adjustment_id uuid not null,
  household_ref text not null,
  code text not null check (code ~ '^A(0[1-9]|1[0-9]|2[0-4])$'),
  words text check (length(words) <= 500),
  door_words text check (length(door_words) <= 200),
  seen_by text[] not null check (seen_by <@ array['operative', 'desk', 'messages', 'welfare', 'hazard-triage']),
  consent_how text,
  consent_at timestamptz,
  basis_kind text check (basis_kind in ('vital-interests', 'safeguarding', 'legal-duty')),
  basis_why text,
  wait_minutes int check (wait_minutes between 1 and 60),
  people int check (people between 1 and 10),
  not_before time,
  not_after time,
  avoid_dates date[] not null default '{}',
  operative_gender text check (operative_gender in ('female', 'male')),
  language text,
  no_photos boolean not null default false,
  recorded_by text not null,
  recorded_at timestamptz not null,
  review_by date not null,
  withdrawn_at timestamptz,
  withdrawn_by text,
  primary key (landlord, adjustment_id),
  constraint adjustment_has_consent_or_another_basis check (
    (consent_how is not null and consent_at is not null) or (basis_kind is not null and basis_why is not null)),
  constraint adjustment_is_reviewed_within_a_year check (review_by <= (recorded_at at time zone 'Europe/London')::date + interval '12 months')
);
create index adjustment_in_force on adjustment (landlord, household_ref) where withdrawn_at is null;
create index adjustment_of_household on adjustment (landlord, household_ref);

-- How to reach a household, and what is safe.
create table contact (
  landlord text not null,
  household_ref text not null,
  name text,
  phone text,
  phone_safe boolean not null default true,
  email text,
  email_safe boolean not null default true,
  letter_safe boolean not null default true,
  preferred text check (preferred in ('text', 'email', 'letter')),
  language text,
  format text check (format in ('large-print', 'easy-read', 'bsl', 'audio')),
  quiet_from time,
  quiet_to time,
  no_calls boolean not null default false,
  changed_at timestamptz not null,
  primary key (landlord, household_ref),
  constraint quiet_hours_have_both_ends check ((quiet_from is null) = (quiet_to is null))
);

-- Who read a household's adjustments or contact details, when and for what. Lines are added; the service's own role can neither change nor remove one.
create table read_audit (
  id bigint generated always as identity primary key,
  landlord text not null,
  household_ref text not null,
  read_by text not null,
  purpose text not null,
  read_at timestamptz not null
);
create index read_audit_of_household on read_audit (landlord, household_ref, id);
revoke update, delete, truncate on read_audit from repairs_needs;
