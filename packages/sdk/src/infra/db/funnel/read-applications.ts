import { and, desc, eq, lt, or, sql, type SQL } from 'drizzle-orm'
import type { ApplicationView } from '../../../domain/models/funnel/application-view.ts'
import type { ApplicationId } from '../../../domain/models/funnel/events.ts'
import type { ApplicationFilter, Page } from '../../../domain/ports/funnel/funnel-reports.ts'
import type { Orm } from '../orm.ts'
import { cursorOf, positionOf } from './cursor.ts'
import { applications, candidates, stages } from './tables.ts'

const named = { name: candidates.name, phone: candidates.phone }
const stage = { id: stages.id, kind: stages.kind, name: stages.name }

/** Newest first. The instant is kept in milliseconds, as the cursor writes it. */
export const readApplications = async (
  orm: Orm,
  filter: ApplicationFilter,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<Page<ApplicationView>> => {
  const rows = await select(orm)
    .where(and(...conditions(filter), cursor ? after(cursor) : undefined))
    .orderBy(desc(applications.appliedAt), desc(applications.id))
    .limit(limit + 1)
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return { items: page.map(viewOf), nextCursor: rows.length > limit && last ? cursorOf(last.application) : null }
}

export const readApplication = async (orm: Orm, id: ApplicationId): Promise<ApplicationView | undefined> =>
  (await select(orm).where(eq(applications.id, id))).map(viewOf)[0]

const select = (orm: Orm) =>
  orm
    .select({ application: applications, candidate: named, stage })
    .from(applications)
    .innerJoin(candidates, eq(candidates.id, applications.candidateId))
    .innerJoin(stages, eq(stages.id, applications.stageId))

const conditions = ({ openingId, stage: standing, outcome, reached }: ApplicationFilter): (SQL | undefined)[] => [
  openingId ? eq(applications.openingId, openingId) : undefined,
  outcome ? eq(applications.outcome, outcome) : undefined,
  standing ? or(eq(sql`${stages.id}::text`, standing), eq(stages.kind, standing as never)) : undefined,
  reached ? reachedIs(reached) : undefined,
]

/** By the application's own pipeline: the stage may be of another version, and then counts by its kind. */
const reachedIs = (stageOrKind: string): SQL => sql`exists (
  select from funnel.stages goal join funnel.stages own on own.pipeline_id = goal.pipeline_id
  where own.id = ${applications.stageId} and ${applications.furthest} >= goal.position
    and goal.kind = coalesce((select kind from funnel.stages where id::text = ${stageOrKind}), ${stageOrKind}))`

const after = (cursor: string): SQL | undefined => {
  const { appliedAt, id } = positionOf(cursor)
  return or(lt(applications.appliedAt, appliedAt), and(eq(applications.appliedAt, appliedAt), lt(applications.id, id as ApplicationId)))
}

type Row = Awaited<ReturnType<typeof select>>[number]

const viewOf = ({ application, candidate, stage: standing }: Row): ApplicationView => {
  const { id, candidateId, openingId, attempt, outcome, version, source, appliedAt } = application
  return { id, candidateId, openingId, attempt, candidate, stage: standing, outcome, version, source, appliedAt: appliedAt.toISOString() }
}
