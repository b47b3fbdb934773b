import type { z } from 'zod'
import { Failure } from '../../../seedwork/failure.ts'
import { typedId } from '../../../seedwork/typed-id.ts'
import type { StageId, StageRef } from './events.ts'
import type { StageKind } from './stage-kind.ts'

export const PipelineId = typedId('PipelineId')
export type PipelineId = z.output<typeof PipelineId>

/** A company's ordered stages, never changed once used: another order is another version. */
export class PipelineVersion {
  readonly id: PipelineId
  readonly version: number
  readonly stages: readonly StageRef[]

  constructor({ id, version, stages }: { id: PipelineId; version: number; stages: readonly StageRef[] }) {
    if (stages.length === 0)
      throw new Failure('invalid', 'funnel.empty_pipeline', 'a pipeline needs at least one stage')
    this.id = id
    this.version = version
    this.stages = stages
  }

  /** Where somebody comes in: the first stage of that kind, else the pipeline's first. */
  entry(kind: StageKind): StageRef {
    return this.stages.find((stage) => stage.kind === kind) ?? this.stages[0]!
  }

  positionOf(id: StageId): number {
    const position = this.stages.findIndex((stage) => stage.id === id)
    if (position === -1) throw new Failure('invalid', 'funnel.unknown_stage', `the pipeline has no stage ${id}`)
    return position
  }

  /** The stage by its id, or by its kind: where several have it, the next of them after `from`. */
  target(idOrKind: string, from: StageId): StageRef {
    const here = this.positionOf(from)
    const matches = this.stages.filter((stage) => stage.id === idOrKind || stage.kind === idOrKind)
    const found = matches.find((stage) => this.positionOf(stage.id) > here) ?? matches[0]
    if (!found) throw new Failure('invalid', 'funnel.unknown_stage', 'the pipeline has no such stage')
    return found
  }
}
