-- Two roles do all the work, and neither can bypass row-level security. `baltra_app` sees one company at a time, the
-- one named by `baltra.company_id`; `baltra_system` carries messages and folds counters for all, and sees nothing else.
do $$
begin
  if not exists (select from pg_roles where rolname = 'baltra_app') then
    create role baltra_app nologin nosuperuser nobypassrls;
  end if;
  if not exists (select from pg_roles where rolname = 'baltra_system') then
    create role baltra_system nologin nosuperuser nobypassrls;
  end if;
exception
  -- Another database of this server is being migrated at the same moment: roles belong to the server.
  when duplicate_object or unique_violation then null;
end $$;

grant baltra_app, baltra_system to current_user;

create function baltra.tenant() returns uuid
  language sql stable parallel safe
  return nullif(current_setting('baltra.company_id', true), '')::uuid;

-- What a caller shows before its company is known: the digest of its key, the id of its page. It opens that row only.
create function baltra.presented() returns text
  language sql stable parallel safe
  return nullif(current_setting('baltra.presented', true), '');

-- Fails a pipelined statement that changed fewer rows than it must: its transaction can then only roll back.
create function baltra.must_have_changed(changed bigint, expected bigint) returns void
  language plpgsql as $$
begin
  if changed <> expected then
    raise exception 'another transaction was faster' using errcode = 'BL409';
  end if;
end $$;

create schema messaging;
create schema http;
grant usage on schema baltra, messaging, http to baltra_app, baltra_system;

create table messaging.key_sequences (
  company_id uuid not null,
  topic text not null,
  key text not null,
  last bigint not null,
  primary key (company_id, topic, key)
) with (fillfactor = 70);

create table messaging.outbox (
  id bigint generated always as identity,
  company_id uuid not null,
  topic text not null,
  key text not null,
  sequence bigint not null,
  -- Relays share the work by shard. All messages of a key are in one.
  shard smallint not null generated always as (hashtext(key) & 15) stored,
  -- What the columns beside it do not say, and nobody asks for in here: checked for its form, and kept as it came.
  message json not null,
  -- The only index: every one more is paid for in every transaction that leaves a message.
  primary key (shard, id)
) with (autovacuum_vacuum_scale_factor = 0.0, autovacuum_vacuum_threshold = 5000);

create table messaging.inbox (
  company_id uuid not null,
  consumer text not null,
  message_id uuid not null,
  handled_at timestamptz not null default now(),
  primary key (consumer, message_id)
);
create index inbox_by_age on messaging.inbox (handled_at);

-- The Postgres transport: who reads what, and what waits for whom.
create table messaging.subscriptions (
  consumer text not null,
  topic text not null,
  primary key (consumer, topic)
);

create sequence messaging.owners as integer cycle;

create table messaging.deliveries (
  id bigint generated always as identity primary key,
  consumer text not null,
  company_id uuid not null,
  topic text not null,
  key text not null,
  message_id uuid not null,
  message jsonb not null,
  available_at timestamptz not null default now(),
  -- The running consumer that has it in hand. It is alive for as long as it holds the advisory lock of this number.
  owner integer,
  -- Attempts started and finished: the difference are those that killed the process.
  started integer not null default 0,
  finished integer not null default 0,
  errors jsonb not null default '[]',
  -- A dead letter keeps its place: later messages of its key wait behind it.
  parked_at timestamptz,
  unique (consumer, message_id)
) with (autovacuum_vacuum_scale_factor = 0.0, autovacuum_vacuum_threshold = 5000);
create index deliveries_ready on messaging.deliveries (consumer, id) where owner is null and parked_at is null;
create index deliveries_of_key on messaging.deliveries (consumer, company_id, topic, key, id);
create index deliveries_in_hand on messaging.deliveries (owner) where owner is not null;
create index deliveries_parked on messaging.deliveries (company_id, parked_at) where parked_at is not null;

create table http.idempotency_keys (
  company_id uuid not null,
  key text not null,
  fingerprint text not null,
  result jsonb not null,
  created_at timestamptz not null default now(),
  primary key (company_id, key)
);
create index idempotency_keys_by_age on http.idempotency_keys (created_at);

grant select, insert, update on messaging.key_sequences to baltra_app;
grant select, insert on messaging.outbox, messaging.inbox to baltra_app;
grant select on messaging.deliveries to baltra_app;
grant select, insert on http.idempotency_keys to baltra_app;
grant select on messaging.key_sequences to baltra_system;
grant select, delete on messaging.outbox, messaging.inbox, http.idempotency_keys to baltra_system;
grant select, insert on messaging.subscriptions to baltra_system;
grant select, insert, update, delete on messaging.deliveries to baltra_system;
grant usage on sequence messaging.owners to baltra_system;

alter table messaging.key_sequences enable row level security, force row level security;
alter table messaging.outbox enable row level security, force row level security;
alter table messaging.inbox enable row level security, force row level security;
alter table messaging.deliveries enable row level security, force row level security;
alter table http.idempotency_keys enable row level security, force row level security;

create policy tenant on messaging.key_sequences to baltra_app using (company_id = baltra.tenant());
create policy tenant on messaging.outbox to baltra_app using (company_id = baltra.tenant());
create policy tenant on messaging.inbox to baltra_app using (company_id = baltra.tenant());
create policy tenant on messaging.deliveries to baltra_app using (company_id = baltra.tenant());
create policy tenant on http.idempotency_keys to baltra_app using (company_id = baltra.tenant());
create policy all_companies on messaging.key_sequences to baltra_system using (true);
create policy all_companies on messaging.outbox to baltra_system using (true);
create policy all_companies on messaging.inbox to baltra_system using (true);
create policy all_companies on messaging.deliveries to baltra_system using (true);
create policy all_companies on http.idempotency_keys to baltra_system using (true);
