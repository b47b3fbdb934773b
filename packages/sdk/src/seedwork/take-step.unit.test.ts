import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import {
  BankPaid,
  BankRefused,
  ClosePayout,
  day,
  FundsReserved,
  minute,
  PayAtBank,
  payoutProcess,
  PayoutRequested,
  ReleaseFunds,
  ReserveFunds,
} from '../../test/processes/payout-process.ts'
import { due, givenProcess, heard } from '../testing/process-story.ts'
import { defineMessage } from './message-definition.ts'
import { command } from './process-decision.ts'
import { defineProcess } from './define-process.ts'
import { takeMessage, takeTimer } from './take-step.ts'

const payoutId = 'p1'
const at = new Date('2026-11-24T12:00:00Z')
const after = (milliseconds: number) => new Date(at.getTime() + milliseconds)
const requested = heard(PayoutRequested, { payoutId, amount: '100' }, at)
const reserved = heard(FundsReserved, { payoutId }, at)
const refused = (attempt: number) => heard(BankRefused, { payoutId, attempt }, at)
const paid = heard(BankPaid, { payoutId }, at)
const paying = { amount: '100', attempt: 1, stage: 'paying' }

describe('a process', () => {
  test('is started by the message that starts it, with its commands and timers', () => {
    givenProcess(payoutProcess)
      .when(requested)
      .then({
        state: { amount: '100', attempt: 0, stage: 'reserving' },
        sends: [command(ReserveFunds, { payoutId, amount: '100' })],
        timers: { deadline: after(day) },
      })
  })

  test('goes on from what it knew, and leaves timers that it does not name as they are', () => {
    givenProcess(payoutProcess, requested)
      .when(reserved)
      .then({ state: paying, sends: [command(PayAtBank, { payoutId, amount: '100', attempt: 1 })] })
    givenProcess(payoutProcess, requested, reserved)
      .when(due('deadline'))
      .ends({ sends: [command(ReleaseFunds, { payoutId }), command(ClosePayout, { payoutId, as: 'expired' })] })
  })

  test('takes back what was done when the last attempt fails', () => {
    givenProcess(payoutProcess, requested, reserved, refused(1), due('retry'), refused(2), due('retry'))
      .when(refused(3))
      .ends({ sends: [command(ReleaseFunds, { payoutId }), command(ClosePayout, { payoutId, as: 'refused' })] })
  })

  test('can be started once', () => {
    givenProcess(payoutProcess, requested).when(requested).thenNothing('repeated')
  })

  test('that was never started is told so, since the message may have overtaken the one that starts it', () => {
    givenProcess(payoutProcess).when(reserved).refuses('process.not_started')
    const [, step] = payoutProcess.steps
    const early = () =>
      takeMessage(payoutProcess, step!, undefined, { data: { payoutId }, facts: { id: payoutId, at } })
    expect(early).toThrow(expect.objectContaining({ kind: 'not_found', retryable: true }))
  })

  test('has nothing more to say once it has ended, not even to the message that starts it', () => {
    const over = [requested, reserved, paid]
    for (const late of [requested, reserved, paid, refused(1), due('deadline')]) {
      givenProcess(payoutProcess, ...over)
        .when(late)
        .thenNothing('ended')
    }
  })
})

describe('a step', () => {
  test('that has a name is taken once, also for another message that means the same', () => {
    givenProcess(payoutProcess, requested, reserved)
      .when(heard(FundsReserved, { payoutId }, after(5)))
      .thenNothing('repeated')
    givenProcess(payoutProcess, requested, reserved, refused(1)).when(refused(1)).thenNothing('repeated')
    givenProcess(payoutProcess, requested, reserved, refused(1))
      .when(refused(2))
      .then({ state: paying, timers: { retry: after(minute) } })
  })

  test('that means nothing in a state is not used up by it', () => {
    givenProcess(payoutProcess, requested).when(refused(1)).thenNothing('passed')
    givenProcess(payoutProcess, requested, refused(1), reserved)
      .when(refused(1))
      .then({ state: paying, timers: { retry: after(minute) } })
  })
})

describe('a timer', () => {
  test('fires once', () => {
    const fired = [requested, reserved, refused(1), due('retry')]
    givenProcess(payoutProcess, ...fired)
      .when(due('retry'))
      .thenNothing('stale')
  })

  const about = ({ id }: { readonly id: string }) => id
  const facts = { version: 1, topic: 'eventos.test', key: about } as const
  const Tick = defineMessage({ ...facts, type: 'test.tick', schema: z.object({ id: z.string() }) })
  const Stop = defineMessage({ ...facts, type: 'test.stop', schema: z.object({ id: z.string(), more: z.boolean() }) })
  const watch = defineProcess({
    name: 'test.watch',
    topic: 'comandos.test_watch',
    state: z.object({ ticks: z.int().max(3) }),
    timers: ['silence'],
    steps: ({ startedBy, on, onTimer }) => [
      startedBy(Tick, { id: about }, (_data, step) => ({ state: { ticks: 1 }, timers: { silence: step.at } })),
      on(Stop, { id: about, unstarted: 'ignored' }, ({ ticks }, { more: again }, step) =>
        again
          ? { state: { ticks: ticks + 1 }, timers: { silence: step.at } }
          : { state: { ticks }, timers: { silence: 'off' } },
      ),
      onTimer('silence', () => ({ end: true })),
    ],
  })
  const tick = heard(Tick, { id: 'w' }, at)
  const stop = heard(Stop, { id: 'w', more: false }, at)
  const more = heard(Stop, { id: 'w', more: true }, after(1))

  test('that was taken back has no effect when it comes nevertheless', () => {
    givenProcess(watch, tick)
      .when(stop)
      .then({ state: { ticks: 1 }, timers: { silence: 'off' } })
    givenProcess(watch, tick, stop).when(due('silence')).thenNothing('stale')
    givenProcess(watch, tick, stop)
      .when(stop)
      .then({ state: { ticks: 1 } })
  })

  test('that was set anew fires at the new time only', () => {
    givenProcess(watch, tick)
      .when(more)
      .then({ state: { ticks: 2 }, timers: { silence: after(1) } })
    givenProcess(watch, tick, more).when(due('silence')).ends()
  })

  test('that was set anew has no effect when it comes for the former time nevertheless', () => {
    const record = { version: 2, state: { ticks: 2 }, hasEnded: false, steps: [], timers: { silence: 2 } }
    const fired = (setAt: number) => takeTimer(watch, { timer: 'silence', setAt }, record, { id: 'w', at })
    expect(fired(1)).toBe('stale')
    expect(fired(2)).toMatchObject({ record: { hasEnded: true } })
  })

  test('is nothing to a process that is not there, as is a message that says so', () => {
    givenProcess(watch).when(stop).thenNothing('unstarted')
  })

  test('a state that could not be read again is refused before it is kept', () => {
    givenProcess(watch, tick, more, more).when(more).refuses('process.bad_state')
  })
})

describe('a definition', () => {
  const started = defineMessage({
    type: 'test.started',
    version: 1,
    schema: z.object({ id: z.string() }),
    topic: 'eventos.test',
    key: ({ id }) => id,
  })
  const made = (timers: readonly ('late' | 'too late')[], twice: boolean) => () =>
    defineProcess({
      name: 'test.bad',
      topic: 'comandos.test_bad',
      state: z.object({}),
      timers,
      steps: ({ startedBy, on }) => [
        startedBy(started, { id: ({ id }) => id }, () => ({ state: {} })),
        ...(twice ? [on(started, { id: ({ id }) => id }, () => undefined)] : []),
      ],
    })

  test('with two steps for one message, or a timer without a step, is refused', () => {
    expect(made([], false)().messages.map(({ type }) => type)).toEqual(['test.started', 'test.bad.timer_due'])
    expect(made([], true)).toThrow('two steps claim one of')
    expect(made(['late'], false)).toThrow('its timers are late')
    expect(made(['too late'], false)).toThrow('the timer too late')
  })

  test('does not compile when a decision does not fit', () => {
    const typed = defineProcess({
      name: 'test.typed',
      topic: 'comandos.test_typed',
      state: z.object({ n: z.number() }),
      timers: ['late'],
      steps: ({ startedBy, on, onTimer }) => [
        // @ts-expect-error: the state has a number
        startedBy(started, { id: ({ id }) => id }, () => ({ state: { n: 'one' } })),
        // @ts-expect-error: the message has no such field
        on(PayoutRequested, { id: ({ id }) => id }, () => undefined),
        // @ts-expect-error: there is no such timer
        on(FundsReserved, { id: ({ payoutId: id }) => id }, (state) => ({ state, timers: { early: at } })),
        on(BankPaid, { id: ({ payoutId: id }) => id }, () => ({
          end: true,
          // @ts-expect-error: the command wants another thing
          send: [command(ReleaseFunds, { payout: 'p' })],
        })),
        onTimer('late', () => ({ end: true })),
      ],
    })
    expect(typed.steps).toHaveLength(4)
  })
})
