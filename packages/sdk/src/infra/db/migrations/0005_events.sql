-- What happened, in streams that only grow, and how far those who read them have come.
create schema events;
grant usage on schema events to baltra_app, baltra_system;

-- A stream's version is what appending writers compete for, by its row's lock.
create table events.streams (
  company_id uuid not null,
  stream text not null,
  version integer not null,
  primary key (company_id, stream)
) with (fillfactor = 70);

create table events.events (
  -- Before `position`: defaults are computed in this order, and a position must never be drawn by a transaction that has no
  -- number yet. `infra/db/events/mark.ts` tells what relies on it.
  xid xid8 not null default pg_current_xact_id(),
  position bigint not null generated always as identity,
  -- When the server was started. A copy of the database that goes on elsewhere numbers its transactions anew, so numbers are
  -- compared within one start only.
  epoch timestamptz not null default pg_postmaster_start_time(),
  company_id uuid not null,
  stream text not null,
  version integer not null,
  category text not null generated always as (split_part(stream, '-', 1)) stored,
  recorded_at timestamptz not null default clock_timestamp(),
  -- Kept as they came, and read as a whole: what happened, and who or what it came from.
  event json not null,
  origin json not null,
  primary key (company_id, stream, version)
);
create index events_by_position on events.events (position);
create index events_of_category on events.events (category, position);
create index events_of_transaction on events.events (xid, position);

-- The starts of the server that a reader has noticed. All up to `base` was written before.
create table events.epochs (
  epoch timestamptz primary key,
  base bigint not null
);

-- A cache. The event that one ends with tells whether it belongs to its stream.
create table events.snapshots (
  company_id uuid not null,
  stream text not null,
  version integer not null,
  event_id uuid not null,
  -- Of the aggregate's state, counted by its code.
  form integer not null,
  state json not null,
  primary key (company_id, stream)
) with (fillfactor = 50);

-- A reader is a subscription, or one copy of a projection.
create table events.checkpoints (
  reader text primary key,
  checkpoint text not null
) with (fillfactor = 50);

-- The rows of a projection carry the number of their copy: readers look at the live one while the next is built beside it.
create table events.projections (
  name text primary key,
  live integer not null default 1,
  last integer not null default 1
);

create function events.live(projection text) returns integer
  language sql stable parallel safe
  return coalesce((select live from events.projections where name = projection), 1);

-- The copy that this transaction writes.
create function events.generation() returns integer
  language sql stable parallel safe
  return nullif(current_setting('baltra.generation', true), '')::integer;

-- Makes the live copy the one to write, and holds back a switch to another until the transaction ends.
create function events.write_live(projection text) returns integer
  language plpgsql as $$
begin
  perform pg_advisory_xact_lock_shared(7266004, hashtext(projection));
  -- Looked up after the lock, which may have been waited for.
  return set_config('baltra.generation', events.live(projection)::text, true)::integer;
end $$;

-- Some rows of the copies of a projection that are not kept; how many.
create function events.remove_copies(projected regclass, kept integer, most integer) returns integer
  language plpgsql as $$
declare
  removed integer;
begin
  execute format('delete from %1$s where ctid = any(array(select ctid from %1$s where generation <> $1 limit $2))', projected)
    using kept, most;
  get diagnostics removed = row_count;
  return removed;
end $$;

-- Adds to a stream of which a version is expected: 0 for none, null for whichever. The stream's row comes first, so that
-- whoever is too late draws no position.
create function events.append(company uuid, name text, expected integer, facts json[], whence json) returns integer
  language plpgsql as $$
declare
  added integer := cardinality(facts);
  newest integer;
begin
  -- For an append that is a transaction by itself. In one of the same company it changes nothing.
  perform set_config('baltra.company_id', company::text, true);
  if expected > 0 then
    update events.streams set version = version + added
      where company_id = company and stream = name and version = expected returning version into newest;
  elsif expected = 0 then
    insert into events.streams (company_id, stream, version) values (company, name, added)
      on conflict do nothing returning version into newest;
  else
    insert into events.streams as s (company_id, stream, version) values (company, name, added)
      on conflict (company_id, stream) do update set version = s.version + added returning version into newest;
  end if;
  if newest is null then
    raise exception 'another transaction was faster' using errcode = 'BL409';
  end if;
  if added = 1 then
    insert into events.events (company_id, stream, version, event, origin)
      values (company, name, newest, facts[1], whence);
  else
    insert into events.events (company_id, stream, version, event, origin)
      select company, name, newest - added + n, fact, whence from unnest(facts) with ordinality as f (fact, n) order by n;
  end if;
  return newest;
end $$;

-- The events of a stream after a version, with a comma between two, as a statement by itself.
create function events.facts(company uuid, name text, since integer) returns text
  language plpgsql as $$
begin
  perform set_config('baltra.company_id', company::text, true);
  return array_to_string(array(
    select event::text from events.events
    where company_id = company and stream = name and version > since order by version), ',');
end $$;

-- Where the store stands. A statement of its own, in a transaction that has no number: `infra/db/events/mark.ts` says why.
create function events.mark(
  out epoch timestamptz, out base bigint, out floor bigint, out snapshot pg_snapshot, out ceiling xid8, out top bigint)
  language plpgsql as $$
declare
  oldest xid8;
begin
  if pg_current_xact_id_if_assigned() is not null then
    raise exception 'a mark is taken before anything is written';
  end if;
  epoch := pg_postmaster_start_time();
  select e.base into base from events.epochs e where e.epoch = mark.epoch;
  select case when is_called then last_value else 0 end into floor from events.events_position_seq;
  snapshot := pg_current_snapshot();
  -- The number that the next transaction gets, without being it.
  oldest := pg_snapshot_xmin(snapshot);
  ceiling := (oldest::text::bigint + age(oldest::xid))::text::xid8;
  select last_value into top from events.events_position_seq;
end $$;

grant select, insert, update on events.streams, events.snapshots to baltra_app;
grant select, insert on events.events to baltra_app;
grant select on events.projections to baltra_app, baltra_system;
grant select on events.streams, events.events, events.events_position_seq to baltra_system;
grant select, insert on events.epochs to baltra_system;
grant insert, update on events.projections to baltra_system;
grant select, insert, update, delete on events.checkpoints to baltra_system;

alter table events.streams enable row level security, force row level security;
alter table events.events enable row level security, force row level security;
alter table events.snapshots enable row level security, force row level security;
create policy tenant on events.streams to baltra_app using (company_id = baltra.tenant());
create policy tenant on events.events to baltra_app using (company_id = baltra.tenant());
create policy tenant on events.snapshots to baltra_app using (company_id = baltra.tenant());
create policy all_companies on events.streams to baltra_system using (true);
create policy all_companies on events.events to baltra_system using (true);
