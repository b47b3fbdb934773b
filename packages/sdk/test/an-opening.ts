import { OpeningId, StageId, type StageRef } from '../src/domain/models/funnel/events.ts'
import type { Opening } from '../src/domain/models/funnel/opening.ts'
import { PipelineId, PipelineVersion } from '../src/domain/models/funnel/pipeline-version.ts'
import { StageKind } from '../src/domain/models/funnel/stage-kind.ts'

/** The nth id of a run of a test: the same each time. */
export const testId = (n: number): string => `019aab00-0000-7000-8000-${n.toString(16).padStart(12, '0')}`

/** Stages of these kinds in this order; their ids begin at `from`. */
export const stagesOf = (kinds: readonly StageKind[], from = 100): readonly StageRef[] =>
  kinds.map((kind, index) => ({ id: StageId.parse(testId(from + index)), kind, name: `${kind} ${index + 1}` }))

export const aPipeline = (
  kinds: readonly StageKind[] = StageKind.options,
  { version = 1, from = 100 } = {},
): PipelineVersion =>
  new PipelineVersion({ id: PipelineId.parse(testId(version)), version, stages: stagesOf(kinds, from) })

export const anOpening = (overrides: Partial<Opening> = {}): Opening => ({
  id: OpeningId.parse(testId(9)),
  role: 'Operator',
  site: 'Vallejo',
  shift: 'night',
  headcount: 5,
  status: 'open',
  country: 'MX',
  pipeline: aPipeline(),
  ...overrides,
})
