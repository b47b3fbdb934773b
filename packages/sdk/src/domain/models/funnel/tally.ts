import type { ApplicationState } from './application.ts'
import type { PipelineVersion } from './pipeline-version.ts'

/**
 * What an application adds to the funnel's counters. `active`, `visited` and `furthest` count by stage id, `outcome` by
 * outcome, `total` has the empty key. `reached` is not kept: it is the sum of `furthest` from a stage on, so that a bar
 * can't be longer than the one before it.
 */
export type Metric = 'total' | 'active' | 'visited' | 'furthest' | 'outcome'

export interface Tally {
  readonly metric: Metric
  readonly key: string
  readonly count: number
}

/** The change from one state of an application to the next, as deltas that are never zero. */
export const tallyChange = (
  before: ApplicationState | undefined,
  after: ApplicationState,
  pipeline: PipelineVersion,
): readonly Tally[] => {
  const sums = new Map<string, Tally>()
  const add = ({ metric, key, count }: Tally, sign: 1 | -1): void => {
    const name = `${metric} ${key}`
    sums.set(name, { metric, key, count: (sums.get(name)?.count ?? 0) + sign * count })
  }
  if (before) for (const tally of contribution(before, pipeline)) add(tally, -1)
  for (const tally of contribution(after, pipeline)) add(tally, 1)
  return [...sums.values()].filter(({ count }) => count !== 0)
}

const contribution = ({ outcome, visits }: ApplicationState, pipeline: PipelineVersion): Tally[] => {
  const positions = visits.filter((visit) => !visit.retractedAt).map(({ stage }) => pipeline.positionOf(stage.id))
  const stage = (position: number): string => pipeline.stages[position]!.id
  const one = (metric: Metric, key: string): Tally => ({ metric, key, count: 1 })
  return [
    one('total', ''),
    outcome === 'active' ? one('active', stage(positions.at(-1)!)) : one('outcome', outcome),
    one('furthest', stage(Math.max(...positions))),
    ...[...new Set(positions)].map((position) => one('visited', stage(position))),
  ]
}
