import { and, asc, eq } from 'drizzle-orm'
import { uuidv7 } from '../../../seedwork/typed-id.ts'
import { Failure } from '../../../seedwork/failure.ts'
import { Application, type ApplicationState, type StageVisit } from '../../../domain/models/funnel/application.ts'
import { FUNNEL_EVENTS } from '../../../domain/models/funnel/events.ts'
import type { Opening } from '../../../domain/models/funnel/opening.ts'
import { tallyChange } from '../../../domain/models/funnel/tally.ts'
import type { ApplicationRepository } from '../../../domain/ports/funnel/application-repository.ts'
import type { Openings } from '../../../domain/ports/funnel/openings.ts'
import { ormOf } from '../orm.ts'
import type { Transaction } from '../transaction.ts'
import { applications, stageVisits } from './tables.ts'
import { writeApplication } from './write-application.ts'

type Row = typeof applications.$inferSelect

export const applicationRepository = (transaction: Transaction, openings: Openings): ApplicationRepository => {
  const orm = ormOf(transaction)
  const loaded = new WeakMap<Application, ApplicationState>()

  const restore = async (row: Row, opening: Opening): Promise<Application> => {
    const rows = await orm.select().from(stageVisits).where(eq(stageVisits.applicationId, row.id)).orderBy(asc(stageVisits.ordinal))
    const visits = rows.map((visit): StageVisit => {
      const stage = opening.pipeline.stages[opening.pipeline.positionOf(visit.stageId)]!
      return { stage, via: visit.via, enteredAt: visit.enteredAt, retractedAt: visit.retractedAt ?? undefined }
    })
    const { id, candidateId, attempt, source, outcome, appliedAt, version } = row
    const application = Application.restore({ id, candidateId, attempt, source, outcome, appliedAt, visits }, version, opening)
    loaded.set(application, application.snapshot)
    return application
  }

  return {
    async byId(id) {
      const [row] = await orm.select().from(applications).where(eq(applications.id, id))
      if (!row) throw new Failure('not_found', 'not_found', 'there is no such application')
      return restore(row, await openings.byId(row.openingId))
    },

    async attempts(candidateId, openingId) {
      const own = and(eq(applications.candidateId, candidateId), eq(applications.openingId, openingId))
      const rows = await orm.select().from(applications).where(own).orderBy(asc(applications.attempt))
      if (rows.length === 0) return []
      const opening = await openings.byId(openingId)
      return Promise.all(rows.map((row) => restore(row, opening)))
    },

    save(application) {
      if (application.recorded.length === 0) return
      const before = loaded.get(application)
      const change = tallyChange(before, application.snapshot, application.opening.pipeline)
      const events = application.recorded.map((event) => ({ ...event, id: uuidv7(event.at.getTime()) }))
      writeApplication(transaction, application, { before, change, events })
      transaction.publish(...events.map(({ id, type, at, data }) => ({ id, topic: FUNNEL_EVENTS, key: application.id, type, at, data })))
    },
  }
}
