import { describe, expect, test } from 'vitest'
import { aDelivery } from '../../../test/settled-delivery.ts'
import { warnings } from '../../../test/warnings.ts'
import { Failure, type FailureKind } from '../../seedwork/failure.ts'
import { settle } from './settle.ts'

const settling = async (error: unknown, counts: { started?: number; finished?: number } = {}) => {
  const logger = warnings()
  let attempts = 0
  const attempt = async () => {
    attempts += 1
    if (error !== undefined) await Promise.reject(error)
  }
  const { delivery, settlements } = aDelivery(counts)
  await settle({ attempt, logger })(delivery)
  expect(settlements).toHaveLength(1)
  return { ...settlements[0]!, attempts, warned: logger.told.length }
}
const after = (finished: number) => ({ started: finished + 1, finished })
const failing = (kind: FailureKind, options = {}) => new Failure(kind, 'test.failed', 'it failed', options)

describe('a message', () => {
  test('that was handled is done', async () => {
    expect(await settling(undefined)).toMatchObject({ became: 'acked', attempts: 1, warned: 0 })
  })

  test('that was handled before is done, without a word', async () => {
    const handled = new Failure('conflict', 'messaging.already_handled', 'this consumer has handled the message')
    expect(await settling(handled)).toMatchObject({ became: 'acked', warned: 0 })
  })

  test.each(['invalid', 'not_found', 'conflict'] as const)('that is refused as %s is parked at once', async (kind) => {
    const failure = failing(kind)
    expect(await settling(failure)).toMatchObject({ became: 'parked', failure, warned: 1 })
  })

  test.each([
    [failing('unavailable'), 120],
    [failing('forbidden'), 120],
    [failing('unknown'), 8],
    [failing('conflict', { retryable: true }), 8],
    [new TypeError('a bug'), 8],
    ['no error at all', 8],
  ])('that failed with %s is tried so often and then parked: %i', async (error, limit) => {
    expect(await settling(error, after(0))).toMatchObject({ became: 'retried' })
    expect(await settling(error, after(limit - 2))).toMatchObject({ became: 'retried' })
    expect(await settling(error, after(limit - 1))).toMatchObject({ became: 'parked' })
  })

  test('that failed with a bug keeps its name and not its words, which may quote a person', async () => {
    const settled = await settling(new RangeError('+525512345678 is out of range'))
    expect(settled).toMatchObject({
      failure: { kind: 'unknown', code: 'messaging.handler_failed', message: 'RangeError' },
    })
  })

  test('comes back somewhere between at once and the exponential, never later than a minute', async () => {
    const pauses = async (finished: number) => {
      const all: number[] = []
      for (let count = 0; count < 200; count += 1) {
        const settled = await settling(failing('unavailable'), after(finished))
        if (settled.became === 'retried') all.push(settled.after)
      }
      expect(all).toHaveLength(200)
      return { least: Math.min(...all), most: Math.max(...all) }
    }
    for (const [finished, bound] of [
      [0, 200],
      [3, 1_600],
      [8, 51_200],
      [20, 60_000],
      [100, 60_000],
    ] as const) {
      const { least, most } = await pauses(finished)
      expect(most).toBeLessThanOrEqual(bound)
      expect(most).toBeGreaterThan(bound * 0.8)
      expect(least).toBeLessThan(bound * 0.2)
    }
  })

  test('whose attempts ended the process is tried five times and then parked without another try', async () => {
    expect(await settling(undefined, { started: 5, finished: 0 })).toMatchObject({ became: 'acked', attempts: 1 })
    expect(await settling(undefined, { started: 6, finished: 0 })).toMatchObject({
      became: 'parked',
      attempts: 0,
      failure: { code: 'messaging.crashes', message: '5 attempts ended the process' },
    })
    expect(await settling(undefined, { started: 8, finished: 3 })).toMatchObject({ became: 'acked' })
  })

  test('that can not be settled is left to the transport', async () => {
    const lost = new Failure('unavailable', 'db.unavailable', 'down')
    const { delivery } = aDelivery({ ack: () => Promise.reject(lost) })
    await expect(settle({ attempt: async () => undefined, logger: warnings() })(delivery)).rejects.toBe(lost)
  })
})
