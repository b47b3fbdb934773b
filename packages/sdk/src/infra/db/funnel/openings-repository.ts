import { asc, eq, inArray } from 'drizzle-orm'
import { Failure } from '../../../seedwork/failure.ts'
import type { Opening } from '../../../domain/models/funnel/opening.ts'
import { PipelineVersion, type PipelineId } from '../../../domain/models/funnel/pipeline-version.ts'
import type { Openings } from '../../../domain/ports/funnel/openings.ts'
import { ormOf, type Orm } from '../orm.ts'
import { leadForms, openings, pipelines, stages } from './tables.ts'

/** Openings with their pipelines; an opening and its pipeline never change under an application. */
export const openingsRepository = (scope: object): Openings => {
  const orm = ormOf(scope)
  return {
    async byId(id) {
      const [opening] = await readOpenings(orm, eq(openings.id, id))
      if (!opening) throw new Failure('not_found', 'not_found', 'there is no such opening')
      return opening
    },

    async ofForm(formId) {
      const bound = orm.select({ id: leadForms.openingId }).from(leadForms).where(eq(leadForms.formId, formId))
      return (await readOpenings(orm, inArray(openings.id, bound)))[0]
    },
  }
}

/** Oldest first: two statements, however many there are. */
export const readOpenings = async (orm: Orm, which?: ReturnType<typeof eq>): Promise<readonly Opening[]> => {
  const rows = await orm.select().from(openings).where(which).orderBy(asc(openings.id))
  const versions = await readPipelines(
    orm,
    rows.map(({ pipelineId }) => pipelineId),
  )
  return rows.map(({ pipelineId, id, role, site, shift, headcount, status, country }) => {
    const pipeline = versions.get(pipelineId)!
    return { id, role, site, shift, headcount, status, country, pipeline }
  })
}

/** All versions of the company's pipeline, also those that no opening uses yet. */
export const readAllPipelines = async (orm: Orm): Promise<readonly PipelineVersion[]> => [
  ...(await readPipelines(orm)).values(),
]

const readPipelines = async (
  orm: Orm,
  ids?: readonly PipelineId[],
): Promise<ReadonlyMap<PipelineId, PipelineVersion>> => {
  const rows = await orm
    .select({
      pipeline: pipelines.id,
      version: pipelines.version,
      stage: { id: stages.id, kind: stages.kind, name: stages.name },
    })
    .from(stages)
    .innerJoin(pipelines, eq(pipelines.id, stages.pipelineId))
    .where(ids && inArray(pipelines.id, [...new Set(ids)]))
    .orderBy(asc(stages.position))
  const grouped = Map.groupBy(rows, ({ pipeline }) => pipeline)
  return new Map(
    [...grouped].map(([id, own]) => [
      id,
      new PipelineVersion({ id, version: own[0]!.version, stages: own.map(({ stage }) => stage) }),
    ]),
  )
}
