-- Messages that wait for their time. They are apart from the outbox, whose rows all go at once and in the order of their
-- numbers: one of these takes its number when it is due.
create table messaging.scheduled (
  company_id uuid not null,
  -- The sender's: by it a message is cancelled or replaced.
  name text not null,
  -- Decides between those that become due at the same time; a new one when it is replaced.
  id bigint generated always as identity,
  due_at timestamptz not null,
  topic text not null,
  key text not null,
  message json not null,
  primary key (company_id, name)
) with (autovacuum_vacuum_scale_factor = 0.0, autovacuum_vacuum_threshold = 5000);
create index scheduled_by_time on messaging.scheduled (due_at, id);
create index scheduled_of_key on messaging.scheduled (company_id, topic, key, due_at, id);

-- Process managers: what each of them knows of each case that it looks after.
create table messaging.processes (
  company_id uuid not null,
  process text not null,
  id text not null,
  version integer not null,
  -- Null once it has ended: what it knew is nobody's business any more, that it was is.
  state jsonb,
  -- The named steps that were taken, and for each timer that is set the version that set it.
  steps jsonb not null,
  timers jsonb not null,
  started_at timestamptz not null default now(),
  ended_at timestamptz,
  primary key (company_id, process, id)
);
create index processes_ended on messaging.processes (ended_at) where ended_at is not null;

grant select, insert, update, delete on messaging.scheduled to baltra_app;
grant select, insert, update on messaging.processes to baltra_app;
-- Its pump moves messages into the outbox, and locks them first.
grant select, update, delete on messaging.scheduled to baltra_system;
grant insert, update on messaging.key_sequences to baltra_system;
grant insert on messaging.outbox to baltra_system;
grant select, delete on messaging.processes to baltra_system;

alter table messaging.scheduled enable row level security, force row level security;
alter table messaging.processes enable row level security, force row level security;
create policy tenant on messaging.scheduled to baltra_app using (company_id = baltra.tenant());
create policy tenant on messaging.processes to baltra_app using (company_id = baltra.tenant());
create policy all_companies on messaging.scheduled to baltra_system using (true);
create policy all_companies on messaging.processes to baltra_system using (true);
