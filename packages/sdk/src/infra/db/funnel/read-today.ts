import type { Today } from '../../../domain/models/funnel/today.ts'
import type { Session } from '../session.ts'

const counts = `
  with zone as (select time_zone from admin.companies),
  midnight as (
    select date_trunc('day', $1::timestamptz at time zone time_zone) at time zone time_zone as start,
      to_char($1::timestamptz at time zone time_zone, 'YYYY-MM-DD') as date, time_zone from zone)
  select date, time_zone, start,
    (select count(*)::int from funnel.leads where received_at >= start and received_at <= $1) as leads,
    (select count(*)::int from funnel.applications where applied_at >= start and applied_at <= $1) as applications,
    (select count(*)::int from funnel.leads l where application_id is null and not exists (
       select from messaging.deliveries d where d.key = l.leadgen_id and d.topic = 'comandos.embudo' and parked_at is not null)) as waiting
  from midnight`

const sources = `
  select source ->> 'channel' as source, count(*)::int as count from funnel.applications
  where applied_at >= $1 and applied_at <= $2 group by 1 order by count desc, source`

const newest = `
  select a.id, c.name as "candidateName", a.opening_id as "openingId", a.source ->> 'channel' as source, a.applied_at as "appliedAt",
    json_build_object('id', s.id, 'kind', s.kind, 'name', s.name) as stage
  from funnel.applications a join funnel.candidates c on c.id = a.candidate_id join funnel.stages s on s.id = a.stage_id
  where a.applied_at >= $1 and a.applied_at <= $2 order by a.applied_at desc, a.id desc limit 10`

const parked = `
  select errors -> -1 ->> 'code' as code, min(errors -> -1 ->> 'message') as detail, count(*)::int as count
  from messaging.deliveries where topic = 'comandos.embudo' and parked_at is not null group by 1 order by count desc, code`

interface Counted {
  readonly date: string
  readonly time_zone: string
  readonly start: Date
  readonly leads: number
  readonly applications: number
  readonly waiting: number
}

/** Row-level security leaves one company in every one of these tables. */
export const readToday = async (session: Session, asOf: Date): Promise<Today> => {
  const [counted] = await session.query<Counted>(counts, [asOf])
  const { date, time_zone: timeZone, start, leads, applications, waiting } = counted!
  const [bySource, latest, reasons] = await Promise.all([
    session.query<Today['bySource'][number]>(sources, [start, asOf]),
    session.query<Omit<Today['latest'][number], 'appliedAt'> & { appliedAt: Date }>(newest, [start, asOf]),
    session.query<Today['quality']['reasons'][number]>(parked),
  ])
  return {
    date,
    timeZone,
    asOf: asOf.toISOString(),
    leads,
    applications,
    bySource: [...bySource],
    latest: latest.map((row) => ({ ...row, appliedAt: row.appliedAt.toISOString() })),
    quality: {
      parked: reasons.reduce((all, { count }) => all + count, 0),
      reasons: [...reasons],
      waitingLeads: waiting,
    },
  }
}
