create schema funnel;
grant usage on schema funnel to baltra_app, baltra_system;

create table funnel.pipelines (
  id uuid primary key,
  company_id uuid not null references admin.companies,
  version integer not null check (version > 0),
  created_at timestamptz not null default now(),
  unique (company_id, version)
);

create table funnel.stages (
  id uuid primary key,
  company_id uuid not null,
  pipeline_id uuid not null references funnel.pipelines,
  position smallint not null check (position >= 0),
  kind text not null,
  name text not null,
  unique (pipeline_id, position)
);

create table funnel.openings (
  id uuid primary key,
  company_id uuid not null references admin.companies,
  pipeline_id uuid not null references funnel.pipelines,
  role text not null,
  site text not null,
  shift text not null,
  headcount integer not null check (headcount > 0),
  status text not null default 'open' check (status in ('open', 'closed')),
  country char(2) not null,
  created_at timestamptz not null default now()
);
create index openings_of_company on funnel.openings (company_id, id);

create table funnel.lead_forms (
  company_id uuid not null references admin.companies,
  form_id text not null,
  opening_id uuid not null references funnel.openings,
  primary key (company_id, form_id)
);

create table funnel.candidates (
  id uuid primary key,
  company_id uuid not null,
  phone text not null,
  name text not null,
  email text,
  created_at timestamptz not null default now(),
  unique (company_id, phone)
);

create table funnel.applications (
  id uuid primary key,
  company_id uuid not null,
  opening_id uuid not null references funnel.openings,
  candidate_id uuid not null references funnel.candidates,
  attempt integer not null check (attempt > 0),
  -- Derived from the visits, for lists: where it stands, and how far it ever came.
  stage_id uuid not null references funnel.stages,
  furthest smallint not null,
  outcome text not null,
  source jsonb not null,
  applied_at timestamptz not null,
  version integer not null,
  unique (company_id, opening_id, candidate_id, attempt)
);
create unique index one_active_application on funnel.applications (company_id, opening_id, candidate_id) where outcome = 'active';
create index applications_newest on funnel.applications (company_id, applied_at desc, id desc);
create index applications_of_opening on funnel.applications (company_id, opening_id, applied_at desc, id desc);

create table funnel.stage_visits (
  company_id uuid not null,
  application_id uuid not null references funnel.applications,
  ordinal integer not null,
  stage_id uuid not null references funnel.stages,
  via text not null,
  entered_at timestamptz not null,
  retracted_at timestamptz,
  primary key (application_id, ordinal)
);

create table funnel.application_events (
  id uuid primary key,
  company_id uuid not null,
  application_id uuid not null references funnel.applications,
  version integer not null,
  type text not null,
  data jsonb not null,
  reason text,
  actor jsonb not null,
  occurred_at timestamptz not null,
  recorded_at timestamptz not null default clock_timestamp(),
  unique (application_id, version)
);

create table funnel.leads (
  company_id uuid not null references admin.companies,
  leadgen_id text not null,
  page_id text not null,
  form_id text not null,
  ad_id text,
  received_at timestamptz not null,
  application_id uuid references funnel.applications,
  primary key (company_id, leadgen_id)
);
create index leads_newest on funnel.leads (company_id, received_at);
create index leads_waiting on funnel.leads (company_id) where application_id is null;

-- Counters without a hot row: a change is appended, and folded into the counters later.
create table funnel.counter_deltas (
  id bigint generated always as identity primary key,
  company_id uuid not null,
  opening_id uuid not null,
  metric text not null,
  key text not null,
  delta integer not null
);
create index counter_deltas_of_opening on funnel.counter_deltas (company_id, opening_id);

create table funnel.counters (
  company_id uuid not null,
  opening_id uuid not null,
  metric text not null,
  key text not null,
  count bigint not null,
  primary key (company_id, opening_id, metric, key)
);

grant select, insert on all tables in schema funnel to baltra_app;
grant update on funnel.applications, funnel.stage_visits, funnel.leads to baltra_app;
revoke insert on funnel.counters from baltra_app;
-- `update` is what `for update skip locked` asks for.
grant select, update, delete on funnel.counter_deltas to baltra_system;
grant select, insert, update on funnel.counters to baltra_system;

do $$
declare tenant_table regclass;
begin
  for tenant_table in select format('funnel.%I', tablename)::regclass from pg_tables where schemaname = 'funnel' loop
    execute format('alter table %s enable row level security, force row level security', tenant_table);
    execute format('create policy tenant on %s to baltra_app using (company_id = baltra.tenant())', tenant_table);
  end loop;
end $$;
create policy all_companies on funnel.counter_deltas to baltra_system using (true);
create policy all_companies on funnel.counters to baltra_system using (true);
