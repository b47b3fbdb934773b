import type { StageId, StageRef } from './events.ts'
import type { PipelineVersion } from './pipeline-version.ts'
import { isAtOrAfter, StageKind } from './stage-kind.ts'

/**
 * Where the stages of several pipeline versions are counted: there is a bucket for each stage of the newest, and one for
 * a kind that it has no more, so that nobody disappears with a renamed stage.
 */
export interface FunnelBuckets {
  readonly newest: PipelineVersion
  /** One a bucket, in the funnel's order. */
  readonly stages: readonly StageRef[]
  /** Place of the bucket that counts a stage of any of the versions. */
  readonly placeOf: ReadonlyMap<StageId, number>
}

export const funnelBuckets = (pipelines: readonly PipelineVersion[]): FunnelBuckets => {
  const newest = pipelines.reduce((best, pipeline) => (pipeline.version > best.version ? pipeline : best))
  const stages = bucketStages(newest, pipelines)
  const place = ({ id, kind }: StageRef): number => {
    const own = stages.findIndex((stage) => stage.id === id)
    return own === -1 ? stages.findIndex((stage) => stage.kind === kind) : own
  }
  return {
    newest,
    stages,
    placeOf: new Map(pipelines.flatMap((pipeline) => pipeline.stages.map((stage) => [stage.id, place(stage)]))),
  }
}

/** The stages of all versions that the bucket of a stage counts; for a kind, those of all its buckets. */
export const stagesCountedAt = (idOrKind: string, { stages, placeOf }: FunnelBuckets): readonly StageId[] => {
  const place = placeOf.get(idOrKind as StageId)
  return stagesAt(placeOf, (at) => (place === undefined ? stages[at]!.kind === idOrKind : at === place))
}

/** The stages of all versions from the bucket of a stage on; for a kind, from its first bucket on. */
export const stagesCountedFrom = (idOrKind: string, { stages, placeOf }: FunnelBuckets): readonly StageId[] => {
  const kind = StageKind.safeParse(idOrKind)
  const place =
    placeOf.get(idOrKind as StageId) ??
    (kind.success ? stages.findIndex((stage) => isAtOrAfter(stage.kind, kind.data)) : -1)
  return stagesAt(placeOf, (at) => place !== -1 && at >= place)
}

const stagesAt = (placeOf: FunnelBuckets['placeOf'], counts: (place: number) => boolean): readonly StageId[] =>
  [...placeOf].filter(([, place]) => counts(place)).map(([id]) => id)

const bucketStages = (newest: PipelineVersion, pipelines: readonly PipelineVersion[]): readonly StageRef[] => {
  const missing = new Map<StageKind, StageRef>()
  const kinds = new Set(newest.stages.map(({ kind }) => kind))
  // The latest version that still has the kind speaks for it, in whatever order they come.
  for (const { stages } of pipelines.toSorted((one, other) => one.version - other.version))
    for (const stage of stages) if (!kinds.has(stage.kind)) missing.set(stage.kind, stage)
  const order = (kind: StageKind): number => StageKind.options.indexOf(kind)
  return missing.size === 0
    ? newest.stages
    : [...newest.stages, ...missing.values()].toSorted((one, other) => order(one.kind) - order(other.kind))
}
