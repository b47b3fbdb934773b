create schema admin;
grant usage on schema admin to baltra_app;

create table admin.companies (
  id uuid primary key,
  name text not null,
  country char(2) not null,
  time_zone text not null,
  currency char(3) not null,
  locale text not null,
  created_at timestamptz not null default now()
);

-- The key itself is nowhere: only its SHA-256, in hex.
create table admin.api_keys (
  id uuid primary key,
  company_id uuid not null references admin.companies,
  key_hash text not null unique,
  role text not null,
  created_at timestamptz not null default now(),
  revoked_at timestamptz
);

create table admin.meta_pages (
  page_id text primary key,
  company_id uuid not null references admin.companies
);

grant select, insert on admin.companies, admin.api_keys, admin.meta_pages to baltra_app;
alter table admin.companies enable row level security, force row level security;
alter table admin.api_keys enable row level security, force row level security;
alter table admin.meta_pages enable row level security, force row level security;
create policy tenant on admin.companies to baltra_app using (id = baltra.tenant());
create policy tenant on admin.api_keys to baltra_app
  using (company_id = baltra.tenant() or key_hash = baltra.presented()) with check (company_id = baltra.tenant());
create policy tenant on admin.meta_pages to baltra_app
  using (company_id = baltra.tenant() or page_id = baltra.presented()) with check (company_id = baltra.tenant());
