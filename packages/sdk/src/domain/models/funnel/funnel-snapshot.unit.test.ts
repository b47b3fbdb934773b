import { describe, expect, test } from 'vitest'
import { aPipeline } from '../../../../test/an-opening.ts'
import { FunnelSnapshot, funnelSnapshot } from './funnel-snapshot.ts'
import type { PipelineVersion } from './pipeline-version.ts'
import type { StageKind } from './stage-kind.ts'
import type { Metric, Tally } from './tally.ts'

const asOf = new Date('2026-11-24T12:00:00Z')
const current = aPipeline(['lead', 'applied', 'screened', 'started'], { version: 2, from: 200 })
const old = aPipeline(['lead', 'applied', 'interviewed', 'started'], { version: 1, from: 100 })

const at = (pipeline: PipelineVersion, kind: StageKind, counts: Partial<Record<Metric, number>>): Tally[] => {
  const key = pipeline.stages.find((stage) => stage.kind === kind)!.id
  return Object.entries(counts).map(([metric, count]) => ({ metric: metric as Metric, key, count }))
}
const total = (count: number): Tally => ({ metric: 'total', key: '', count })
const outcome = (key: string, count: number): Tally => ({ metric: 'outcome', key, count })
const snapshot = (tallies: readonly Tally[], pipelines: readonly PipelineVersion[] = [current]) =>
  funnelSnapshot(tallies, { pipelines, timeZone: 'America/Mexico_City', asOf })
const bars = (found: FunnelSnapshot, which: 'active' | 'visited' | 'reached') =>
  found.buckets.map((bucket) => `${bucket.kind} ${bucket[which]}`)

describe('a funnel', () => {
  test('of nobody has all its buckets and outcomes at 0', () => {
    const found = snapshot([])
    expect(FunnelSnapshot.parse(found)).toEqual(found)
    expect(bars(found, 'reached')).toEqual(['lead 0', 'applied 0', 'screened 0', 'started 0'])
    expect(found.outcomes).toMatchObject({ hired: 0, rejected: 0, data_error: 0 })
    expect([found.total, found.checks.conservation]).toEqual([0, true])
  })

  test('says what it is', () => {
    expect(snapshot([]).definition).toEqual({
      mode: 'snapshot',
      timeZone: 'America/Mexico_City',
      pipelineVersion: 2,
      asOf: '2026-11-24T12:00:00.000Z',
    })
  })

  test('reached is the sum of the furthest from a stage on, and never grows along the way', () => {
    const found = snapshot([
      total(7),
      ...at(current, 'applied', { furthest: 4, active: 4, visited: 6 }),
      ...at(current, 'screened', { furthest: 1, visited: 3 }),
      ...at(current, 'started', { furthest: 2, active: 2, visited: 2 }),
      outcome('rejected', 1),
    ])
    expect(bars(found, 'reached')).toEqual(['lead 7', 'applied 7', 'screened 3', 'started 2'])
    expect(bars(found, 'visited')).toEqual(['lead 0', 'applied 6', 'screened 3', 'started 2'])
    expect(found.checks.conservation).toBe(true)
  })

  test('an older version counts in the newest by its kind, and keeps a bucket for a kind that is gone', () => {
    const found = snapshot(
      [
        total(6),
        ...at(current, 'screened', { furthest: 1, active: 1, visited: 1 }),
        ...at(old, 'applied', { furthest: 2, active: 2, visited: 5 }),
        ...at(old, 'interviewed', { furthest: 2, active: 2, visited: 3 }),
        ...at(old, 'started', { furthest: 1, active: 1, visited: 1 }),
      ],
      [old, current],
    )
    expect(bars(found, 'active')).toEqual(['lead 0', 'applied 2', 'screened 1', 'interviewed 2', 'started 1'])
    expect(bars(found, 'reached')).toEqual(['lead 6', 'applied 6', 'screened 4', 'interviewed 3', 'started 1'])
    expect(bars(found, 'visited')).toEqual(['lead 0', 'applied 5', 'screened 1', 'interviewed 3', 'started 1'])
    expect(found.buckets.find(({ kind }) => kind === 'applied')!.stageId).toBe(current.entry('applied').id)
    expect(found.buckets.find(({ kind }) => kind === 'interviewed')!.stageId).toBe(old.entry('interviewed').id)
    expect([found.definition.pipelineVersion, found.checks.conservation]).toEqual([2, true])
  })

  test('a kind that is gone keeps the stage of the last version that had it, in whatever order they come', () => {
    const between = aPipeline(['lead', 'interviewed', 'started'], { version: 2, from: 300 })
    const newest = aPipeline(['lead', 'started'], { version: 3, from: 400 })
    const stageOf = (pipelines: readonly PipelineVersion[]) =>
      snapshot([], pipelines).buckets.find(({ kind }) => kind === 'interviewed')?.stageId
    const wanted = between.stages[1]!.id
    expect([stageOf([old, between, newest]), stageOf([newest, between, old])]).toEqual([wanted, wanted])
  })

  test('several stages of one kind stay apart', () => {
    const twice = aPipeline(['applied', 'interviewed', 'interviewed'])
    const [, first, second] = twice.stages
    const found = snapshot(
      [
        total(3),
        { metric: 'active', key: first!.id, count: 2 },
        { metric: 'furthest', key: first!.id, count: 2 },
        { metric: 'active', key: second!.id, count: 1 },
        { metric: 'furthest', key: second!.id, count: 1 },
      ],
      [twice],
    )
    expect(bars(found, 'active')).toEqual(['applied 0', 'interviewed 2', 'interviewed 1'])
    expect(bars(found, 'reached')).toEqual(['applied 3', 'interviewed 3', 'interviewed 1'])
  })

  test.each([
    ['an application too many', [total(3), ...at(current, 'applied', { active: 2 })]],
    ['an outcome too many', [total(2), ...at(current, 'applied', { active: 2 }), outcome('hired', 1)]],
    [
      'a stage below nothing',
      [total(1), ...at(current, 'applied', { active: 2 }), ...at(current, 'screened', { active: -1 })],
    ],
  ])('a counter that is off shows in the check: %s', (_, tallies) => {
    expect(snapshot(tallies).checks.conservation).toBe(false)
  })
})
