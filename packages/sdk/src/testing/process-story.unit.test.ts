import { describe, expect, test } from 'vitest'
import {
  ClosePayout,
  day,
  FundsReserved,
  payoutProcess,
  PayoutRequested,
  ReserveFunds,
} from '../../test/processes/payout-process.ts'
import { command } from '../seedwork/process-decision.ts'
import { due, givenProcess, heard } from './process-story.ts'

const payoutId = 'p1'
const requested = heard(PayoutRequested, { payoutId, amount: '100' })
const started = givenProcess(payoutProcess).when(requested)
const told = {
  state: { amount: '100', attempt: 0, stage: 'reserving' },
  sends: [command(ReserveFunds, { payoutId, amount: '100' })],
  timers: { deadline: new Date(day) },
}
const expired = givenProcess(payoutProcess, requested).when(due('deadline'))
const passed = givenProcess(payoutProcess, requested).when(requested)
const refused = givenProcess(payoutProcess).when(heard(FundsReserved, { payoutId }))

describe('a story of a process', () => {
  test('tells all that a step leads to, and nothing else', () => {
    started.then(told)
    expect(() => started.then({ ...told, sends: [] })).toThrow()
    expect(() => started.then({ ...told, sends: [command(ReserveFunds, { payoutId, amount: '1' })] })).toThrow()
    expect(() => started.then({ ...told, timers: {} })).toThrow()
    expect(() => started.then({ ...told, timers: { deadline: new Date(day + 1) } })).toThrow()
    expect(() => started.then({ ...told, state: { ...told.state, attempt: 1 } })).toThrow()
  })

  test('does not take an end for a step, a step for an end, nor either for nothing', () => {
    expired.ends({ sends: [command(ClosePayout, { payoutId, as: 'expired' })] })
    expect(() => expired.ends()).toThrow()
    expect(() => expired.then({ state: null, sends: [command(ClosePayout, { payoutId, as: 'expired' })] })).toThrow()
    expect(() => started.ends({ sends: told.sends })).toThrow()
    expect(() => started.thenNothing('repeated')).toThrow()
    passed.thenNothing('repeated')
    expect(() => passed.thenNothing('ended')).toThrow()
    expect(() => passed.then(told)).toThrow('it had no effect: repeated')
  })

  test('does not take a refusal for something else', () => {
    refused.refuses('process.not_started')
    expect(() => refused.refuses('process.bad_state')).toThrow()
    expect(() => refused.thenNothing('unstarted')).toThrow('that is not there')
    expect(() => started.refuses('process.not_started')).toThrow()
  })

  test('is of one process, of messages that it listens to and timers that it set', () => {
    const other = heard(FundsReserved, { payoutId: 'p2' })
    expect(() => givenProcess(payoutProcess, requested).when(other)).toThrow('for another process')
    expect(() => givenProcess(payoutProcess).when(heard(ClosePayout, { payoutId, as: 'paid' }))).toThrow(
      'does not listen',
    )
    expect(() => givenProcess(payoutProcess, requested).when(due('retry'))).toThrow('was never set')
  })
})
