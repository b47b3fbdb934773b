import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { aCall } from '../../../../test/a-call.ts'
import { outboundMessage } from '../../../../test/outbound-message.ts'
import type { Measurement } from '../../../seedwork/middleware/metrics.ts'
import { Failure } from '../../../seedwork/failure.ts'
import { metrics } from './metrics.ts'
import { timeout } from './timeout.ts'
import { tracing } from './tracing.ts'

const call = aCall()
const { message } = outboundMessage({ companyId: call.companyId, key: 'k' })

/** `undefined` when it went well, else what it rejected with. */
const outcomeOf = (handling: Promise<void>): Promise<unknown> => handling.catch((error: unknown) => error)

describe('a handler that takes too long', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())
  const within = timeout({ milliseconds: 1_000 })

  test('is no longer waited for, and what became of it is unknown', async () => {
    const outcome = outcomeOf(within(() => new Promise(() => undefined))(message, call))
    await vi.advanceTimersByTimeAsync(1_000)
    expect(await outcome).toMatchObject({ kind: 'unknown', code: 'messaging.timeout' })
  })

  test('may fail late without anybody hearing of it', async () => {
    const late = within(
      () => new Promise((_resolve, reject) => void setTimeout(() => reject(new Error('late')), 2_000)),
    )
    const outcome = outcomeOf(late(message, call))
    await vi.advanceTimersByTimeAsync(5_000)
    expect(await outcome).toMatchObject({ code: 'messaging.timeout' })
  })

  test('in time leaves no timer, however it ends', async () => {
    await within(async () => undefined)(message, call)
    const boom = new Error('boom')
    await expect(within(() => Promise.reject(boom))(message, call)).rejects.toBe(boom)
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('an attempt is measured', () => {
  test.each([
    ['ok', undefined],
    ['test.failed', new Failure('invalid', 'test.failed', 'it failed')],
    ['error', new Error('a bug')],
  ])('and labelled by how it ended: %s', async (outcome, error) => {
    const told: Measurement[] = []
    const measured = metrics({ emit: (measurement) => void told.push(measurement), consumer: 'tester' })
    const handling = measured(async () => {
      if (error) throw error
    })(message, call)
    expect(await outcomeOf(handling)).toBe(error)
    expect(told).toEqual([
      {
        name: 'baltra.consumer.attempt',
        value: expect.any(Number),
        unit: 'ms',
        labels: { consumer: 'tester', type: 'test.happened', outcome },
      },
    ])
  })
})

test('an attempt has a span, named after the type, and its handler the call of the span', async () => {
  const seen: unknown[] = []
  const traced = tracing({
    span: async (name, given, work) => {
      seen.push([name, given])
      return work({ ...given, traceparent: 'inner' })
    },
  })
  await traced(async (_message, given) => void seen.push(given.traceparent))(message, call)
  expect(seen).toEqual([['consume test.happened', call], 'inner'])
})
