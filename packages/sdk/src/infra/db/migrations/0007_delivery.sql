-- The Postgres transport takes many messages at once: a claim must not write any index, and must find its rows without
-- passing those that can't move.
alter table messaging.deliveries
  -- As it came; nobody looks into it but by hand.
  alter column message type json using message::json,
  -- 0: in the flow. 1: at the front of its lane and not moving on, since it is parked, comes again later, or takes long.
  -- 2: behind such a one.
  add column waits smallint not null default 0,
  -- The owner that had it in hand when its connection was lost: who is still alive says that it was no crash.
  add column fallen integer;

-- A claim writes the row's new version beside the old one, and so no index.
alter table messaging.deliveries set (fillfactor = 50, autovacuum_vacuum_threshold = 20000);

-- Who had something in hand meanwhile gets it again.
update messaging.deliveries set owner = null, waits = case when started > 0 or parked_at is not null then 1 else 0 end;

drop index messaging.deliveries_ready, messaging.deliveries_in_hand, messaging.deliveries_of_key;
create index deliveries_in_flow on messaging.deliveries (consumer, id) where waits = 0;
-- By lane only those that wait: an entry for each message would be written to a page of its own.
create index deliveries_at_front on messaging.deliveries (consumer, company_id, topic, key) where waits = 1;
create index deliveries_behind on messaging.deliveries (consumer, company_id, topic, key, id) where waits = 2;
create index deliveries_due on messaging.deliveries (consumer, available_at) where waits = 1 and parked_at is null;

-- What is acknowledged is found by its number also when the table was last looked at while it was empty: a plan that reads all
-- of it would read every row that was deleted since the last vacuum.
create function messaging.acknowledge(ids bigint[], by_owner integer) returns void
  language sql set enable_seqscan = off as $$
  delete from messaging.deliveries where id = any (ids) and owner = by_owner;
$$;

-- The numbers of the running consumers. Each holds the advisory lock of its number for as long as it is alive.
create table messaging.running (owner integer primary key);
grant select, insert, delete on messaging.running to baltra_system;

-- When the front of a lane goes, the next of those behind it is the front, whoever let it go.
create function messaging.move_up() returns trigger
  language plpgsql as $$
begin
  update messaging.deliveries set waits = 1 where id = (
    select id from messaging.deliveries
    where consumer = old.consumer and company_id = old.company_id and topic = old.topic and key = old.key and waits = 2
    order by id limit 1);
  return null;
end $$;

create trigger move_up after delete on messaging.deliveries
  for each row when (old.waits = 1) execute function messaging.move_up();

-- A relay asks which numbers were given.
grant select on sequence messaging.outbox_id_seq to baltra_system;
