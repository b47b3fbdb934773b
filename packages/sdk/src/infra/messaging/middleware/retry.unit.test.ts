import { describe, expect, test } from 'vitest'
import { acked, anAttempt, attending } from '../../../../test/an-attempt.ts'
import { warnings } from '../../../../test/warnings.ts'
import { Failure, type FailureKind } from '../../../seedwork/failure.ts'
import { retry, type Patience } from './retry.ts'

const failing = (kind: FailureKind, options = {}) => new Failure(kind, 'test.failed', 'it failed', options)

const trying = async (
  error: unknown,
  counts: { started: number; finished: number } = { started: 1, finished: 0 },
  patience?: Patience,
) => {
  const logger = warnings()
  let tries = 0
  const inside = async () => {
    tries += 1
    if (error !== undefined) await Promise.reject(error)
    return acked
  }
  const outcome = await attending(retry({ logger }, patience), inside, anAttempt(counts))
  return { outcome, tries, told: logger.told }
}
const after = (finished: number) => ({ started: finished + 1, finished })

describe('trying again', () => {
  test('changes nothing of what went well', async () => {
    expect(await trying(undefined)).toEqual({ outcome: acked, tries: 1, told: [] })
  })

  test.each(['invalid', 'not_found', 'conflict'] as const)('is not for what is refused as %s', async (kind) => {
    const failure = failing(kind)
    expect(await trying(failure)).toEqual({ outcome: failure, tries: 1, told: [] })
  })

  test.each([
    [failing('unavailable'), 120],
    [failing('forbidden'), 120],
    [failing('unknown'), 8],
    [failing('conflict', { retryable: true }), 8],
    [new TypeError('a bug'), 8],
    ['no error at all', 8],
  ])('is for %s, so often: %i', async (error, limit) => {
    const again = {
      outcome: { became: 'retried' },
      told: [{ facts: { error, consumer: 'tester' }, message: 'a message will be tried again' }],
    }
    expect(await trying(error, after(0))).toMatchObject(again)
    expect(await trying(error, after(limit - 2))).toMatchObject(again)
    expect(await trying(error, after(limit - 1))).toEqual({ outcome: error, tries: 1, told: [] })
  })

  test('goes on as long as it was told to', async () => {
    const patience = { unavailable: 3, other: 2, crashes: 1 }
    const down = failing('unavailable')
    expect(await trying(down, after(1), patience)).toMatchObject({ outcome: { became: 'retried', failure: down } })
    expect(await trying(down, after(2), patience)).toMatchObject({ outcome: down })
  })

  test('because of a bug keeps its name and not its words, which may quote a person', async () => {
    const { outcome } = await trying(new RangeError('+525512345678 is out of range'))
    expect(outcome).toMatchObject({
      failure: { kind: 'unknown', code: 'messaging.handler_failed', message: 'RangeError' },
    })
  })

  test('happens somewhere between at once and the exponential, never later than a minute', async () => {
    for (const [finished, bound] of [
      [0, 200],
      [3, 1_600],
      [8, 51_200],
      [20, 60_000],
      [100, 60_000],
    ] as const) {
      const pauses: number[] = []
      for (let count = 0; count < 200; count += 1) {
        const { outcome } = await trying(failing('unavailable'), after(finished))
        pauses.push((outcome as { after: number }).after)
      }
      expect(Math.max(...pauses)).toBeLessThanOrEqual(bound)
      expect(Math.max(...pauses)).toBeGreaterThan(bound * 0.8)
      expect(Math.min(...pauses)).toBeLessThan(bound * 0.2)
    }
  })

  test('goes on when its logger fails', async () => {
    const logger = { warn: () => expect.unreachable('the disk is full') }
    const failure = failing('unavailable')
    expect(await attending(retry({ logger }), () => Promise.reject(failure))).toMatchObject({
      became: 'retried',
      failure,
    })
  })

  test('ends, without another try, for a message whose attempts ended the process five times', async () => {
    expect(await trying(undefined, { started: 5, finished: 0 })).toMatchObject({ outcome: acked, tries: 1 })
    expect(await trying(undefined, { started: 6, finished: 0 })).toMatchObject({
      outcome: { code: 'messaging.crashes', message: '5 attempts ended the process' },
      tries: 0,
    })
    expect(await trying(undefined, { started: 8, finished: 3 })).toMatchObject({ outcome: acked, tries: 1 })
  })
})
