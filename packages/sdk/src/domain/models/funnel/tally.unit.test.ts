import { describe, expect, test } from 'vitest'
import { anOpening, aPipeline, testId } from '../../../../test/an-opening.ts'
import { Application } from './application.ts'
import { ApplicationId, CandidateId, type StageRef } from './events.ts'
import { tallyChange, type Tally } from './tally.ts'

const at = new Date('2026-11-24T12:00:00Z')
const opening = anOpening({ pipeline: aPipeline(['lead', 'applied', 'screened', 'offered', 'started']) })
const { pipeline } = opening
const born = {
  id: ApplicationId.parse(testId(1)),
  candidateId: CandidateId.parse(testId(2)),
  attempt: 1,
  source: { channel: 'form' },
}
const nameOf = (key: string) => pipeline.stages.find(({ id }) => id === key)?.kind ?? key

/** What the last of these acts changed in the counters, as `metric key: delta`. */
const changeOf = (...acts: readonly ((application: Application) => void)[]): readonly string[] => {
  const made = Application.enter(born, { opening, at })
  for (const act of acts.slice(0, -1)) act(made)
  const before = acts.length === 0 ? undefined : made.snapshot
  acts.at(-1)?.(made)
  return tallyChange(before, made.snapshot, pipeline).map(told).toSorted()
}

const told = ({ metric, key, count }: Tally) => `${metric} ${nameOf(key)}: ${count}`
const advance = (to: string) => (application: Application) => application.advance(to, { at, skipping: true })
const retract = (application: Application) => application.retract({ at })
const reject = (application: Application) => application.setOutcome('rejected', { at, reason: 'no papers' })

describe('the counters change', () => {
  test('by one application where it enters', () => {
    expect(changeOf()).toEqual(['active applied: 1', 'furthest applied: 1', 'total : 1', 'visited applied: 1'])
  })

  test('by a move, which leaves the visit where it came from', () => {
    expect(changeOf(advance('screened'))).toEqual([
      'active applied: -1',
      'active screened: 1',
      'furthest applied: -1',
      'furthest screened: 1',
      'visited screened: 1',
    ])
  })

  test('by a leap, which visits nothing in between', () => {
    expect(changeOf(advance('started'))).toEqual([
      'active applied: -1',
      'active started: 1',
      'furthest applied: -1',
      'furthest started: 1',
      'visited started: 1',
    ])
  })

  test('by a retraction, to what they were before the move', () => {
    expect(changeOf(advance('screened'), retract)).toEqual([
      'active applied: 1',
      'active screened: -1',
      'furthest applied: 1',
      'furthest screened: -1',
      'visited screened: -1',
    ])
  })

  test('by an outcome, which lowers neither reached nor visited', () => {
    expect(changeOf(advance('screened'), reject)).toEqual(['active screened: -1', 'outcome rejected: 1'])
  })

  test('not at all when nothing happened', () => {
    expect(changeOf(advance('screened'), () => undefined)).toEqual([])
  })

  test('a stage that was entered again counts one application', () => {
    expect(
      changeOf(advance('screened'), retract, advance('screened')).filter((change) => change.startsWith('visited')),
    ).toEqual(['visited screened: 1'])
  })

  test('a step back lowers neither reached nor visited, and a stage visited twice counts once', () => {
    const [, applied, screened] = pipeline.stages
    const visit = (stage: StageRef) => ({ stage, via: 'back' as const, enteredAt: at, retractedAt: undefined })
    const state = {
      ...born,
      outcome: 'active' as const,
      appliedAt: at,
      visits: [applied!, screened!, applied!].map(visit),
    }
    expect(tallyChange(undefined, state, pipeline).map(told).toSorted()).toEqual([
      'active applied: 1',
      'furthest screened: 1',
      'total : 1',
      'visited applied: 1',
      'visited screened: 1',
    ])
  })
})
