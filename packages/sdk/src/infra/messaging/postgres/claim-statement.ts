/** How many of one lane are taken at once. */
const ofOneLane = 100

const lane = 'company_id, topic, key'
const isFree = 'owner is null and parked_at is null and available_at <= now()'

/**
 * Takes messages that nobody has in hand: of each lane from its front, without a gap, first those at the front. Parameters:
 * owner, consumer, the least id that can be in the flow, how many, how many of them are begun at once, how many to look at.
 *
 * Who holds the front row of a lane has the lane: rows behind it are only taken together with it, and go back with it. The
 * front is locked and looked at again, so that of two consumers one gets the lane; nobody waits.
 *
 * `flow` is what comes in order; `due` are fronts whose time has come, or that moved up. What is behind a front that stays is
 * set aside, so that nobody passes it again; so is all of a lane that fills the whole view behind a front that is in hand. What
 * is set aside of a lane comes before all of it that is in the flow, since the view begins where the flow does.
 *
 * A message whose earlier attempt may have ended its process is taken by itself, and only when it is begun at once: its
 * neighbours would seem to have been begun too.
 *
 * Rows are looked up one by one, each by its id: a queue is empty most of the time, and a planner that has seen it so takes it
 * for the smaller side of a join, and all of a backlog would be compared with all that is taken.
 */
export const claim = `
with horizon as materialized (
  select max(id) as last, count(*) >= $6 as is_full from (
    select id from messaging.deliveries
    where consumer = $2 and waits = 0 and id >= $3::bigint and owner is null order by id limit $6) r
), view as materialized (
  select id, ${lane}, started > finished as suspect, ${isFree} as free
  from messaging.deliveries where consumer = $2 and waits = 0 and id >= $3::bigint and id <= (select last from horizon)
), fronts as materialized (
  select f.* from (select distinct ${lane} from view) v cross join lateral (
    select ${lane}, id from messaging.deliveries d
    where d.consumer = $2 and d.waits = 1 and d.company_id = v.company_id and d.topic = v.topic and d.key = v.key limit 1) f
), flow as materialized (
  select id, ${lane}, row_number() over in_lane as nth, first_value(id) over in_lane as front, bool_and(free) over in_lane as free,
    first_value(suspect) over in_lane as suspect, first_value(free) over in_lane as moving
  from view where (${lane}) not in (select ${lane} from fronts)
  window in_lane as (partition by company_id, topic collate "C", key collate "C" order by id)
), due as materialized (
  select id, ${lane}, started > finished as suspect, finished from messaging.deliveries
  where consumer = $2 and waits = 1 and ${isFree}
  order by available_at limit $4
), behind as materialized (
  select f.id, due.id as front, f.nth + 1 as nth, bool_and(f.free) over (partition by due.id order by f.id) as free
  from due cross join lateral (
    select id, ${isFree} as free, row_number() over (order by id) as nth from messaging.deliveries f
    where f.consumer = $2 and f.company_id = due.company_id and f.topic = due.topic and f.key = due.key and f.waits = 2
    order by id limit ${ofOneLane}) f
  where due.finished = 0 and not due.suspect
), takeable as (
  select id, front, nth, suspect from flow where free and nth <= ${ofOneLane} and (nth = 1 or not suspect)
  union all select id, id, 1, suspect from due
  union all select id, front, nth, false from behind where free
), ranked as materialized (
  select id, front, nth, suspect, row_number() over (order by nth, id) as place from takeable order by nth, id limit $4
), locked as materialized (
  select l.id from ranked r cross join lateral (
    select d.id from messaging.deliveries d where d.id = r.id and ${isFree} for update skip locked) l
  where r.nth = 1 and (not r.suspect or r.place <= $5)
), stuck as materialized (
  select l.id from (
    select front as id from flow
    where not moving and nth > 1 and (select is_full from horizon) and (select count(*) from ranked) < $4
    union select id from fronts where id not in (select id from due)) s
  cross join lateral (select d.id from messaging.deliveries d where d.id = s.id for update skip locked) l
), actions as materialized (
  select id, true as taken, null::smallint as waits from ranked where (front in (select id from locked)) is true
  union all
  select id, false, (case when nth = 1 then 1 else 2 end)::smallint from flow where (front in (select id from stuck)) is true
  union all
  select v.id, false, 2::smallint from view v join fronts f using (${lane}) where (f.id in (select id from stuck)) is true
), changed as (
  update messaging.deliveries d
  set owner = case when a.taken then $1 else d.owner end, started = d.started + a.taken::int, waits = coalesce(a.waits, d.waits)
  from actions a where d.id = a.id and d.id = any (array(select id from actions)) and (not a.taken or d.owner is null)
  returning d.id, d.company_id || ' ' || d.topic || ' ' || d.key as lane, d.topic, d.message, d.started, d.finished, a.taken
)
select id, lane, topic, message, started, finished, coalesce((select min(id) from view), $3::bigint) as floor
from changed where taken order by id`
