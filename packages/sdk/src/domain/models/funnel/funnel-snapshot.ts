import { z } from 'zod'
import { StageId } from './events.ts'
import { funnelBuckets } from './funnel-buckets.ts'
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

/** Lays the counters over the newest pipeline, and over the buckets that older ones still need. */
export const funnelSnapshot = (
  tallies: readonly Tally[],
  { pipelines, timeZone, asOf }: { pipelines: readonly PipelineVersion[]; timeZone: string; asOf: Date },
): FunnelSnapshot => {
  const { newest, stages, placeOf } = funnelBuckets(pipelines)
  const of = (metric: Metric): readonly Tally[] => tallies.filter((tally) => tally.metric === metric)
  const at = (metric: Metric, place: number): number =>
    sum(of(metric).filter(({ key }) => placeOf.get(key as StageId) === place))
  const furthest = stages.map((_, place) => at('furthest', place))
  const buckets = stages.map(({ id, name, kind }, place) => ({
    stageId: id,
    name,
    kind,
    active: at('active', place),
    visited: at('visited', place),
    reached: furthest.slice(place).reduce((all, here) => all + here, 0),
  }))
  const outcomes = Object.fromEntries(
    FinalOutcome.options.map((outcome) => [outcome, sum(of('outcome').filter(({ key }) => key === outcome))]),
  )
  const total = sum(of('total'))
  const accounted = sum([...of('active'), ...of('outcome')])
  return {
    definition: { mode: 'snapshot', timeZone, pipelineVersion: newest.version, asOf: asOf.toISOString() },
    buckets,
    outcomes: outcomes as FunnelSnapshot['outcomes'],
    total,
    checks: { conservation: accounted === total && buckets.every(({ active }) => active >= 0) },
  }
}

const sum = (tallies: readonly Tally[]): number => tallies.reduce((all, { count: here }) => all + here, 0)
