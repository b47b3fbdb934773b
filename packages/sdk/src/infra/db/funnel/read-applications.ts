import { and, desc, eq, exists, inArray, lt, or, sql, type SQL } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import type { ApplicationView } from '../../../domain/models/funnel/application-view.ts'
import type { ApplicationId, StageId } from '../../../domain/models/funnel/events.ts'
import { funnelBuckets, stagesCountedAt, stagesCountedFrom } from '../../../domain/models/funnel/funnel-buckets.ts'
import type { ApplicationFilter, Page } from '../../../domain/ports/funnel/funnel-reports.ts'
import type { Orm } from '../orm.ts'
import { cursorOf, positionOf } from './cursor.ts'
import { readOpenings } from './openings-repository.ts'
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
    .where(and(...(await conditions(orm, filter)), cursor ? after(cursor) : undefined))
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

const conditions = async (orm: Orm, filter: ApplicationFilter): Promise<(SQL | undefined)[]> => [
  filter.openingId ? eq(applications.openingId, filter.openingId) : undefined,
  filter.outcome ? eq(applications.outcome, filter.outcome) : undefined,
  ...((filter.stage ?? filter.reached) ? await placed(orm, filter) : []),
]

const furthest = alias(stages, 'furthest')

/** By the same buckets as the funnel's numbers: those of one opening, or of the company with all its pipeline versions. */
const placed = async (
  orm: Orm,
  { openingId, stage: standing, reached }: ApplicationFilter,
): Promise<(SQL | undefined)[]> => {
  const all = await readOpenings(orm)
  const own = all.filter(({ id }) => !openingId || id === openingId)
  if (own.length === 0) return [sql`false`]
  const buckets = funnelBuckets(own.map(({ pipeline }) => pipeline))
  const known = new Map(
    all.flatMap(({ pipeline }) => pipeline.stages.map(({ id, kind }): [string, string] => [id, kind])),
  )
  // A stage of a version that this opening does not have stands for its kind.
  const goal = (idOrKind: string): string =>
    buckets.placeOf.has(idOrKind as StageId) ? idOrKind : (known.get(idOrKind) ?? idOrKind)
  const came = (goalStages: readonly StageId[]): SQL =>
    exists(
      orm
        .select({ id: furthest.id })
        .from(furthest)
        .where(
          and(
            eq(furthest.pipelineId, stages.pipelineId),
            eq(furthest.position, applications.furthest),
            inArray(furthest.id, [...goalStages]),
          ),
        ),
    )
  return [
    standing ? inArray(applications.stageId, [...stagesCountedAt(goal(standing), buckets)]) : undefined,
    reached ? came(stagesCountedFrom(goal(reached), buckets)) : undefined,
  ]
}

const after = (cursor: string): SQL | undefined => {
  const { appliedAt, id } = positionOf(cursor)
  return or(
    lt(applications.appliedAt, appliedAt),
    and(eq(applications.appliedAt, appliedAt), lt(applications.id, id as ApplicationId)),
  )
}

type Row = Awaited<ReturnType<typeof select>>[number]

const viewOf = ({ application, candidate, stage: standing }: Row): ApplicationView => {
  const { id, candidateId, openingId, attempt, outcome, version, source, appliedAt } = application
  return {
    id,
    candidateId,
    openingId,
    attempt,
    candidate,
    stage: standing,
    outcome,
    version,
    source,
    appliedAt: appliedAt.toISOString(),
  }
}
