create schema onboarding;
grant usage on schema onboarding to baltra_app;

create table onboarding.cases (
  id uuid primary key,
  company_id uuid not null,
  -- Of another context: an id and no foreign key.
  application_id uuid not null,
  status text not null,
  opened_at timestamptz not null,
  version integer not null,
  unique (company_id, application_id)
);

create table onboarding.documents (
  id uuid primary key,
  company_id uuid not null,
  case_id uuid not null references onboarding.cases,
  position smallint not null,
  kind text not null,
  required boolean not null,
  status text not null,
  unique (case_id, kind)
);

grant select, insert, update on onboarding.cases, onboarding.documents to baltra_app;
alter table onboarding.cases enable row level security, force row level security;
alter table onboarding.documents enable row level security, force row level security;
create policy tenant on onboarding.cases to baltra_app using (company_id = baltra.tenant());
create policy tenant on onboarding.documents to baltra_app using (company_id = baltra.tenant());
