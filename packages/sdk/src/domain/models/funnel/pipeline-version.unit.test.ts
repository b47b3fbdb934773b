import { describe, expect, test } from 'vitest'
import { aPipeline, stagesOf, testId } from '../../../../test/an-opening.ts'
import { StageId } from './events.ts'
import { PipelineId, PipelineVersion } from './pipeline-version.ts'

const pipeline = aPipeline(['lead', 'applied', 'interviewed', 'interviewed', 'interviewed', 'started'])
const [lead, applied, first, second, third] = pipeline.stages

describe('a pipeline', () => {
  test('has at least one stage', () => {
    const empty = () => new PipelineVersion({ id: PipelineId.parse(testId(1)), version: 1, stages: [] })
    expect(empty).toThrow(expect.objectContaining({ code: 'funnel.empty_pipeline' }))
  })

  test('is entered at the first stage of a kind, or at its own first', () => {
    expect(pipeline.entry('applied')).toBe(applied)
    expect(pipeline.entry('interviewed')).toBe(first)
    expect(pipeline.entry('retained_90')).toBe(lead)
  })

  test('knows the place of its stages, and of no others', () => {
    expect(pipeline.stages.map(({ id }) => pipeline.positionOf(id))).toEqual([0, 1, 2, 3, 4, 5])
    expect(() => pipeline.positionOf(StageId.parse(testId(77)))).toThrow(
      expect.objectContaining({ code: 'funnel.unknown_stage' }),
    )
  })

  test('of several stages of a kind the next one is meant, or that with the id', () => {
    expect(pipeline.target('interviewed', applied!.id)).toBe(first)
    expect(pipeline.target('interviewed', first!.id)).toBe(second)
    expect(pipeline.target('interviewed', second!.id)).toBe(third)
    expect(pipeline.target(third!.id, applied!.id)).toBe(third)
  })

  test('gives a stage that lies behind when none lies ahead, so that the refusal is of the direction', () => {
    expect(pipeline.target('interviewed', third!.id)).toBe(first)
    expect(() => pipeline.target('offered', applied!.id)).toThrow(
      expect.objectContaining({ code: 'funnel.unknown_stage' }),
    )
  })

  test('is not confused by a stage that is named like a kind', () => {
    const [only] = stagesOf(['screened'])
    const renamed = new PipelineVersion({
      id: PipelineId.parse(testId(1)),
      version: 1,
      stages: [{ ...only!, name: 'started' }],
    })
    expect(() => renamed.target('started', only!.id)).toThrow(expect.objectContaining({ code: 'funnel.unknown_stage' }))
  })
})
