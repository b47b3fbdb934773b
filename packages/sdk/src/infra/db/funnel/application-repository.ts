import { and, asc, eq, type SQL } from 'drizzle-orm'
import { uuidv7 } from '../../../seedwork/typed-id.ts'
import { Failure } from '../../../seedwork/failure.ts'
import { Application, type ApplicationState, type StageVisit } from '../../../domain/models/funnel/application.ts'
import { funnelEvents } from '../../../domain/models/funnel/events.ts'
import type { Opening } from '../../../domain/models/funnel/opening.ts'
import { tallyChange } from '../../../domain/models/funnel/tally.ts'
import type { ApplicationRepository } from '../../../domain/ports/funnel/application-repository.ts'
import type { Openings } from '../../../domain/ports/funnel/openings.ts'
import { ormOf } from '../orm.ts'
import { publishedEvents } from '../published-events.ts'
import type { Transaction } from '../transaction.ts'
import { applications, stageVisits } from './tables.ts'
import { writeApplication } from './write-application.ts'

interface Row {
  readonly application: typeof applications.$inferSelect
  readonly visit: typeof stageVisits.$inferSelect
}
type Rows = readonly Row[]

export const applicationRepository = (transaction: Transaction, openings: Openings): ApplicationRepository => {
  const orm = ormOf(transaction)
  const loaded = new WeakMap<Application, ApplicationState>()

  /** State and visits in one statement: two would see two moments when somebody else commits between them. */
  const read = (which: SQL | undefined) =>
    orm
      .select({ application: applications, visit: stageVisits })
      .from(applications)
      .innerJoin(stageVisits, eq(stageVisits.applicationId, applications.id))
      .where(which)
      .orderBy(asc(applications.attempt), asc(stageVisits.ordinal))

  const restore = (rows: Rows, opening: Opening): Application => {
    const { id, candidateId, attempt, source, outcome, appliedAt, version } = rows[0]!.application
    const visits = rows.map(({ visit: { stageId, via, enteredAt, retractedAt } }): StageVisit => {
      const stage = opening.pipeline.stages[opening.pipeline.positionOf(stageId)]!
      return { stage, via, enteredAt, retractedAt: retractedAt ?? undefined }
    })
    const application = Application.restore(
      { id, candidateId, attempt, source, outcome, appliedAt, visits },
      version,
      opening,
    )
    loaded.set(application, application.snapshot)
    return application
  }

  return {
    async byId(id) {
      const rows = await read(eq(applications.id, id))
      if (!rows[0]) throw new Failure('not_found', 'not_found', 'there is no such application')
      return restore(rows, await openings.byId(rows[0].application.openingId))
    },

    async attempts(candidateId, openingId) {
      const rows = await read(and(eq(applications.candidateId, candidateId), eq(applications.openingId, openingId)))
      if (rows.length === 0) return []
      const opening = await openings.byId(openingId)
      return [...Map.groupBy(rows, ({ application }) => application.id).values()].map((own) => restore(own, opening))
    },

    save(application) {
      if (application.recorded.length === 0) return
      const before = loaded.get(application)
      const change = tallyChange(before, application.snapshot, application.opening.pipeline)
      const events = application.recorded.map((event) => ({ ...event, id: uuidv7(event.at.getTime()) }))
      writeApplication(transaction, application, { before, change, events })
      transaction.publish(...publishedEvents(funnelEvents, events))
    },
  }
}
