import { asc, eq } from 'drizzle-orm'
import { Failure } from '../../../seedwork/failure.ts'
import type { OpeningId } from '../../../domain/models/funnel/events.ts'
import type { Metric, Tally } from '../../../domain/models/funnel/tally.ts'
import type { FunnelReports } from '../../../domain/ports/funnel/funnel-reports.ts'
import { ormOf } from '../orm.ts'
import type { Session } from '../session.ts'
import { withFailures } from '../with-failures.ts'
import { readApplication, readApplications } from './read-applications.ts'
import { readAllPipelines, readOpenings } from './openings-repository.ts'
import { readToday } from './read-today.ts'
import { applicationEvents, openings } from './tables.ts'

/** Folded counters and what was not folded yet, in one statement and so of one moment. */
const tallies = `
  select opening_id as "openingId", metric, key, sum(count)::int as count from (
    select opening_id, metric, key, count from funnel.counters where $1::uuid is null or opening_id = $1
    union all
    select opening_id, metric, key, delta from funnel.counter_deltas where $1::uuid is null or opening_id = $1
  ) parts group by opening_id, metric, key`

interface TallyRow extends Tally {
  readonly openingId: OpeningId
  readonly metric: Metric
}

/** The funnel's read models, of the company and the moment of a session. */
export const funnelReports = (session: Session): FunnelReports => {
  const orm = ormOf(session)
  const gone = (what: string): Failure => new Failure('not_found', 'not_found', `there is no such ${what}`)
  const tallyRows = (openingId?: OpeningId): Promise<readonly TallyRow[]> =>
    session.query<TallyRow>(tallies, [openingId ?? null])
  return withFailures<FunnelReports>({
    companyId: session.companyId,

    tallies: tallyRows,

    async pipelines(openingId) {
      const found = await readOpenings(orm, openingId ? eq(openings.id, openingId) : undefined)
      if (openingId && found.length === 0) throw gone('opening')
      const used = new Map(found.map(({ pipeline }) => [pipeline.id, pipeline]))
      return used.size > 0 ? [...used.values()] : readAllPipelines(orm)
    },

    async timeZone() {
      const [company] = await session.query<{ time_zone: string }>('select time_zone from admin.companies')
      if (!company) throw gone('company')
      return company.time_zone
    },

    applications: (filter, page) => readApplications(orm, filter, page),

    async application(id) {
      const application = await readApplication(orm, id)
      if (!application) throw gone('application')
      return application
    },

    async history(id) {
      const rows = await orm
        .select()
        .from(applicationEvents)
        .where(eq(applicationEvents.applicationId, id))
        .orderBy(asc(applicationEvents.version))
      if (rows.length === 0) throw gone('application')
      return rows.map(({ type, occurredAt, recordedAt, actor, reason, data }) => ({
        type,
        occurredAt: occurredAt.toISOString(),
        recordedAt: recordedAt.toISOString(),
        actor,
        ...(reason ? { reason } : {}),
        data,
      }))
    },

    async openings() {
      const [found, counted] = await Promise.all([readOpenings(orm), tallyRows()])
      const byOpening = Map.groupBy(counted, ({ openingId }) => openingId)
      return found.map((opening) => ({ opening, tallies: byOpening.get(opening.id) ?? [] }))
    },

    today: (asOf) => readToday(session, asOf),
  })
}
