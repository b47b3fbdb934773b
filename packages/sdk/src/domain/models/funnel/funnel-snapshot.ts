import { z } from 'zod'
import { StageId, type StageRef } from './events.ts'
import { FinalOutcome } from './outcome.ts'
import type { PipelineVersion } from './pipeline-version.ts'
import { StageKind } from './stage-kind.ts'
import type { Metric, Tally } from './tally.ts'

const count = z.int().nonnegative()

/** The funnel as it stands. `reached` makes the bars, `visited` the workload, `active` who is there now. */
export const FunnelSnapshot = z.object({
  definition: z.object({
    mode: z.literal('snapshot'),
    timeZone: z.string(),
    pipelineVersion: z.int().positive(),
    asOf: z.iso.datetime(),
  }),
  buckets: z.array(
    z.object({ stageId: StageId, name: z.string(), kind: StageKind, active: count, visited: count, reached: count }),
  ),
  outcomes: z.record(FinalOutcome, count),
  total: count,
  checks: z.object({
    /** All active and all outcomes together are all applications. */
    conservation: z.boolean(),
  }),
})
export type FunnelSnapshot = z.output<typeof FunnelSnapshot>

/**
 * Lays the counters over the newest pipeline. A stage of an older version counts in the newest one's stage of its kind;
 * where that has none it keeps a bucket of its own, so that nobody disappears with a renamed stage.
 */
export const funnelSnapshot = (
  tallies: readonly Tally[],
  { pipelines, timeZone, asOf }: { pipelines: readonly PipelineVersion[]; timeZone: string; asOf: Date },
): FunnelSnapshot => {
  const newest = pipelines.reduce((best, pipeline) => (pipeline.version > best.version ? pipeline : best))
  const stages = bucketStages(newest, pipelines)
  const home = new Map(pipelines.flatMap(({ stages: own }) => own.map((stage) => [stage.id, homeOf(stage, stages)])))
  const by = (metric: Metric, key: string): number => sum(tallies.filter((tally) => tally.metric === metric && (home.get(tally.key as StageId) ?? tally.key) === key))
  const furthest = stages.map(({ id }) => by('furthest', id))
  const outcomes = Object.fromEntries(FinalOutcome.options.map((outcome) => [outcome, by('outcome', outcome)]))
  const buckets = stages.map(({ id, name, kind }, position) => ({
    stageId: id,
    name,
    kind,
    active: by('active', id),
    visited: by('visited', id),
    reached: furthest.slice(position).reduce((all, here) => all + here, 0),
  }))
  const total = by('total', '')
  const accounted = sum(tallies.filter(({ metric }) => metric === 'active' || metric === 'outcome'))
  return {
    definition: { mode: 'snapshot', timeZone, pipelineVersion: newest.version, asOf: asOf.toISOString() },
    buckets,
    outcomes: outcomes as FunnelSnapshot['outcomes'],
    total,
    checks: { conservation: accounted === total && buckets.every(({ active }) => active >= 0) },
  }
}

const sum = (tallies: readonly Tally[]): number => tallies.reduce((all, { count: here }) => all + here, 0)

const bucketStages = (newest: PipelineVersion, pipelines: readonly PipelineVersion[]): readonly StageRef[] => {
  const missing = new Map<StageKind, StageRef>()
  const kinds = new Set(newest.stages.map(({ kind }) => kind))
  for (const { stages } of pipelines) for (const stage of stages) if (!kinds.has(stage.kind)) missing.set(stage.kind, stage)
  const order = (kind: StageKind): number => StageKind.options.indexOf(kind)
  return missing.size === 0
    ? newest.stages
    : [...newest.stages, ...missing.values()].toSorted((one, other) => order(one.kind) - order(other.kind))
}

const homeOf = (stage: StageRef, stages: readonly StageRef[]): StageId =>
  (stages.find(({ id }) => id === stage.id) ?? stages.find(({ kind }) => kind === stage.kind))!.id
