import { describe, expect, test } from 'vitest'
import { aCall } from '../../../../test/a-call.ts'
import { stagesOf, testId } from '../../../../test/an-opening.ts'
import { commandBus, on } from '../../../seedwork/command-bus.ts'
import { eventBus } from '../../../seedwork/event-bus.ts'
import {
  Applied,
  ApplicationId,
  CandidateId,
  funnelEvents,
  MoveRetracted,
  OpeningId,
  OutcomeSet,
  StageEntered,
  StageKind,
  type FunnelEvent,
} from '../../models/funnel/events.ts'
import { CancelCase } from './cancel-case.ts'
import { followTheFunnel } from './follow-the-funnel.ts'
import { OpenCase } from './open-case.ts'

const at = new Date('2026-11-24T12:00:00Z')
const applicationId = ApplicationId.parse(testId(1))
const subject = { applicationId, candidateId: CandidateId.parse(testId(2)), openingId: OpeningId.parse(testId(3)) }
const stages = stagesOf(StageKind.options)
const stage = (kind: StageKind) => stages.find((one) => one.kind === kind)!
const entered = (to: StageKind): FunnelEvent => ({
  type: StageEntered.type,
  at,
  data: { ...subject, country: 'MX', from: stage('applied'), to: stage(to), via: 'advance' },
})
const retracted = (to: StageKind): FunnelEvent => ({
  type: MoveRetracted.type,
  at,
  data: { ...subject, from: stage('started'), to: stage(to) },
})

/** The commands that onboarding gives itself because of the events, by name. */
const commandsAfter = async (...events: readonly FunnelEvent[]) => {
  const given: unknown[] = []
  const call = aCall({ once: { kind: 'message', consumer: 'onboarding', messageId: testId(9) } })
  const bus = commandBus({
    handlers: [OpenCase, CancelCase].map((command) =>
      on(command, async (input, passed) => {
        expect(passed).toBe(call)
        given.push([command.name, input])
      }),
    ),
  })
  const following = eventBus({ events: funnelEvents, handlers: followTheFunnel({ bus }) })
  for (const event of events) await following.publish(event, call)
  return given
}

const opens = ['onboarding.open_case', { applicationId, country: 'MX' }]
const cancels = ['onboarding.cancel_case', { applicationId }]
const from = StageKind.options.indexOf('accepted')

describe('onboarding follows the funnel', () => {
  test.each(StageKind.options.slice(from))(
    'it opens a case when somebody comes to %s, also by a leap',
    async (kind) => {
      expect(await commandsAfter(entered(kind))).toEqual([opens])
    },
  )

  test.each(StageKind.options.slice(0, from))('it has nothing to do with somebody at %s', async (kind) => {
    expect(await commandsAfter(entered(kind))).toEqual([])
  })

  test('it cancels when the acceptance is taken back, and not when a later move is', async () => {
    expect(await commandsAfter(retracted('offered'))).toEqual([cancels])
    expect(await commandsAfter(retracted('accepted'))).toEqual([])
  })

  test('it cancels when the application ends otherwise than hired', async () => {
    const ended = (outcome: 'hired' | 'withdrawn'): FunnelEvent => ({
      type: OutcomeSet.type,
      at,
      data: { ...subject, outcome },
    })
    expect(await commandsAfter(ended('withdrawn'))).toEqual([cancels])
    expect(await commandsAfter(ended('hired'))).toEqual([])
  })

  test('applying leaves it cold', async () => {
    const applied: FunnelEvent = {
      type: Applied.type,
      at,
      data: { ...subject, attempt: 1, stage: stage('applied'), source: { channel: 'form' } },
    }
    expect(await commandsAfter(applied)).toEqual([])
  })
})
