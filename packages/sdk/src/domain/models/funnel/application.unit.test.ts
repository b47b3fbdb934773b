import { describe, expect, test } from 'vitest'
import { anOpening, aPipeline, testId } from '../../../../test/an-opening.ts'
import { given } from '../../../testing/story.ts'
import { Application, type ApplicationState, type StageVisit } from './application.ts'
import { ApplicationId, Applied, CandidateId, MoveRetracted, OutcomeSet, StageEntered } from './events.ts'
import type { Opening } from './opening.ts'
import { FinalOutcome, type Outcome } from './outcome.ts'
import type { StageKind } from './stage-kind.ts'

const at = new Date('2026-11-24T12:00:00Z')
const opening = anOpening()
const born = {
  id: ApplicationId.parse(testId(1)),
  candidateId: CandidateId.parse(testId(2)),
  attempt: 1,
  source: { channel: 'form' },
}

const visit = (kind: StageKind, { pipeline }: Opening): StageVisit => ({
  stage: pipeline.entry(kind),
  via: 'advance',
  enteredAt: at,
  retractedAt: undefined,
})

const standing = (
  kinds: readonly StageKind[],
  { outcome = 'active', in: where = opening }: { outcome?: Outcome; in?: Opening } = {},
) => {
  const state: ApplicationState = { ...born, outcome, appliedAt: at, visits: kinds.map((kind) => visit(kind, where)) }
  return Application.restore(state, kinds.length, where)
}

describe('an application is made', () => {
  const entering = (channel: string, where = opening) =>
    Application.enter({ ...born, source: { channel } }, { opening: where, at })

  test('a form at applied, a Meta lead at lead', () => {
    expect(entering('form').stage.kind).toBe('applied')
    expect(entering('whatsapp').stage.kind).toBe('applied')
    expect(entering('meta_lead').stage.kind).toBe('lead')
  })

  test('where the pipeline has no such kind, at its first stage', () => {
    const short = anOpening({ pipeline: aPipeline(['screened', 'started']) })
    expect(entering('form', short).stage.kind).toBe('screened')
  })

  test('as version 1, active, with what brought it', () => {
    const made = entering('meta_lead')
    expect([made.storedVersion, made.version, made.outcome, made.furthest]).toEqual([0, 1, 'active', 0])
    expect(made.recorded).toEqual([
      {
        type: Applied.type,
        at,
        data: {
          applicationId: born.id,
          candidateId: born.candidateId,
          openingId: opening.id,
          attempt: 1,
          stage: opening.pipeline.stages[0],
          source: { channel: 'meta_lead' },
        },
      },
    ])
  })

  test('not on a closed opening', () => {
    expect(() => entering('form', anOpening({ status: 'closed' }))).toThrow(
      expect.objectContaining({ code: 'funnel.opening_closed' }),
    )
  })
})

describe('an application advances', () => {
  test('to the next stage, by its kind', () => {
    given(standing(['applied']))
      .when((application) => application.advance('screened', { at }))
      .then({
        type: StageEntered.type,
        at,
        data: { from: { kind: 'applied' }, to: { kind: 'screened' }, via: 'advance', country: 'MX' },
      })
  })

  test('to the next stage, by its id', () => {
    given(standing(['applied']))
      .when((application) => application.advance(opening.pipeline.entry('screened').id, { at }))
      .then({ type: StageEntered.type, data: { to: { kind: 'screened' }, via: 'advance' } })
  })

  test('to a later one only on purpose', () => {
    const leap = (skipping: boolean) =>
      given(standing(['applied'])).when((application) => application.advance('offered', { at, skipping }))
    leap(false).refuses('funnel.stage_skipped')
    leap(true).then({
      type: StageEntered.type,
      data: { from: { kind: 'applied' }, to: { kind: 'offered' }, via: 'skip' },
    })
  })

  test('a single step stays an advance, also when stages might have been left out', () => {
    given(standing(['applied']))
      .when((application) => application.advance('screened', { at, skipping: true }))
      .then({ type: StageEntered.type, data: { via: 'advance' } })
  })

  test.each(['applied', 'lead', opening.pipeline.entry('lead').id])('never backwards or on the spot: %s', (to) => {
    given(standing(['applied', 'screened']))
      .when((application) => application.advance(to, { at, skipping: true }))
      .refuses('funnel.not_forward')
    given(standing(['applied']))
      .when((application) => application.advance('applied', { at }))
      .refuses('funnel.not_forward')
  })

  test.each(['nowhere', '', testId(77), 'toString'])('to no stage that the pipeline has not: %j', (to) => {
    given(standing(['applied']))
      .when((application) => application.advance(to, { at, skipping: true }))
      .refuses('funnel.unknown_stage')
  })

  test('one after the other through stages of one kind', () => {
    const twice = anOpening({ pipeline: aPipeline(['applied', 'interviewed', 'interviewed', 'started']) })
    const application = standing(['applied'], { in: twice })
    given(application)
      .when((it) => {
        it.advance('interviewed', { at })
        it.advance('interviewed', { at })
      })
      .then(
        { type: StageEntered.type, data: { to: { name: 'interviewed 2' } } },
        { type: StageEntered.type, data: { to: { name: 'interviewed 3' } } },
      )
    expect(application.furthest).toBe(2)
  })

  test('after a retraction from where it then stands', () => {
    given(standing(['applied', 'screened']))
      .when((application) => {
        application.retract({ at })
        application.advance('screened', { at })
      })
      .then(
        { type: MoveRetracted.type },
        { type: StageEntered.type, data: { from: { kind: 'applied' }, to: { kind: 'screened' } } },
      )
  })
})

describe('an application ends', () => {
  test.each(FinalOutcome.options)('as %s', (outcome) => {
    const application = standing(['applied', 'screened'])
    given(application)
      .when((it) => it.setOutcome(outcome, { at, reason: 'as it is' }))
      .then({ type: OutcomeSet.type, at, reason: 'as it is', data: { outcome } })
    expect([application.outcome, application.stage.kind, application.furthest]).toEqual([outcome, 'screened', 2])
  })

  test('a rejection needs its reason, the others do not', () => {
    const ending = (outcome: FinalOutcome, reason?: string) =>
      given(standing(['applied'])).when((application) => application.setOutcome(outcome, { at, reason }))
    ending('rejected').refuses('funnel.reason_required')
    ending('rejected', '').refuses('funnel.reason_required')
    ending('withdrawn').then({ type: OutcomeSet.type, data: { outcome: 'withdrawn' } })
  })

  test('the reason stays in the history: it is no part of what is published', () => {
    const application = standing(['applied'])
    application.setOutcome('rejected', { at, reason: 'rude to María' })
    expect(JSON.stringify(application.recorded[0]!.data)).not.toContain('María')
  })

  test('once, and then nothing moves any more', () => {
    const ended = () => given(standing(['applied', 'screened'], { outcome: 'withdrawn' }))
    ended()
      .when((application) => application.setOutcome('hired', { at }))
      .refuses('funnel.not_active')
    ended()
      .when((application) => application.advance('interview_scheduled', { at }))
      .refuses('funnel.not_active')
    ended()
      .when((application) => application.retract({ at }))
      .refuses('funnel.not_active')
  })
})

describe('a move is taken back', () => {
  test('as if it had not been made', () => {
    const application = standing(['applied', 'screened'])
    given(application)
      .when((it) => it.retract({ at }))
      .then({ type: MoveRetracted.type, at, data: { from: { kind: 'screened' }, to: { kind: 'applied' } } })
    expect([application.stage.kind, application.furthest]).toEqual(['applied', 1])
    expect(application.snapshot.visits.map(({ retractedAt }) => retractedAt)).toEqual([undefined, at])
  })

  test('one after the other, but never the first entry', () => {
    const application = standing(['applied', 'screened', 'offered'])
    given(application)
      .when((it) => {
        it.retract({ at })
        it.retract({ at })
      })
      .then(
        { type: MoveRetracted.type, data: { to: { kind: 'screened' } } },
        { type: MoveRetracted.type, data: { to: { kind: 'applied' } } },
      )
    expect(application.stage.kind).toBe('applied')
    given(application)
      .when((it) => it.retract({ at }))
      .refuses('funnel.no_move')
  })

  test('each time the last that still stands', () => {
    const application = standing(['applied', 'screened'])
    application.retract({ at })
    application.advance('screened', { at })
    given(application)
      .when((it) => it.retract({ at }))
      .then({ type: MoveRetracted.type, data: { from: { kind: 'screened' }, to: { kind: 'applied' } } })
    expect(application.snapshot.visits.map(({ retractedAt }) => retractedAt)).toEqual([undefined, at, at])
  })
})
