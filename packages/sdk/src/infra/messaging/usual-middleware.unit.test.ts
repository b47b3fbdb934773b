import { describe, expect, test } from 'vitest'
import { acked, anAttempt } from '../../../test/an-attempt.ts'
import { warnings } from '../../../test/warnings.ts'
import type { Call } from '../../seedwork/call.ts'
import { Failure } from '../../seedwork/failure.ts'
import type { Measurement } from '../../seedwork/middleware/metrics.ts'
import type { Attend, Attempt } from './attempt.ts'
import { usualMiddleware } from './usual-middleware.ts'

const attending = async (inside: Attend, attempt: Attempt = anAttempt()) => {
  const logger = warnings()
  const measured: Measurement[] = []
  const steps: string[] = []
  const spans = {
    async span<Call, Result>(name: string, call: Call, work: (call: Call) => Promise<Result>): Promise<Result> {
      steps.push(name)
      return work(call).catch((error: unknown) => {
        steps.push('span failed')
        throw error
      })
    },
  }
  const stack = usualMiddleware({ logger, emit: (one) => void measured.push(one), spans }, { longest: 20 })
  const settlement = await stack.reduceRight<Attend>((next, wrap) => wrap(next), inside)(attempt)
  return {
    settlement,
    steps,
    told: logger.told.map(({ message }) => message),
    labels: measured.map((one) => one.labels),
  }
}
const labels = { consumer: 'tester', type: 'test.happened' }
const spanned = ['consume test.happened', 'span failed']

describe('what a consumer has around its handlers', () => {
  test('lets through what goes well', async () => {
    expect(await attending(async () => acked)).toEqual({
      settlement: acked,
      steps: ['consume test.happened'],
      told: [],
      labels: [{ ...labels, outcome: 'ok', became: 'acked' }],
    })
  })

  test('has tried again what may pass, and its span has failed', async () => {
    const failure = new Failure('unavailable', 'test.down', 'down')
    expect(await attending(() => Promise.reject(failure))).toEqual({
      settlement: { became: 'retried', failure, after: expect.any(Number) },
      steps: spanned,
      told: ['a message will be tried again'],
      labels: [{ ...labels, outcome: 'test.down', became: 'retried' }],
    })
  })

  test('parks what can not', async () => {
    const failure = new Failure('invalid', 'test.no', 'no')
    expect(await attending(() => Promise.reject(failure))).toEqual({
      settlement: { became: 'parked', failure },
      steps: spanned,
      told: ['a message was parked'],
      labels: [{ ...labels, outcome: 'test.no', became: 'parked' }],
    })
  })

  test('parks what was tried too often, and what ended too many processes without a try', async () => {
    const failure = new Failure('unavailable', 'test.down', 'down')
    const often = await attending(() => Promise.reject(failure), anAttempt({ started: 120, finished: 119 }))
    expect(often).toMatchObject({ settlement: { became: 'parked', failure } })
    const deadly = await attending(async () => acked, anAttempt({ started: 6, finished: 0 }))
    expect(deadly).toMatchObject({
      settlement: { became: 'parked', failure: { code: 'messaging.crashes' } },
      steps: [],
    })
  })

  test('takes what was handled before for done, without a word and without a span that failed', async () => {
    const handled = new Failure('conflict', 'messaging.already_handled', 'this consumer has handled the message')
    const outcome = await attending(() => Promise.reject(handled), anAttempt({ started: 120, finished: 119 }))
    expect(outcome).toMatchObject({ settlement: acked, told: [], steps: ['consume test.happened'] })
  })

  test('handles a message once although its tracer fails behind it', async () => {
    let handled = 0
    const span = async <Result>(_name: string, call: Call, work: (call: Call) => Promise<Result>): Promise<never> => {
      await work(call)
      throw new Error('no collector')
    }
    const stack = usualMiddleware({ logger: warnings(), spans: { span } })
    const inside: Attend = async () => ((handled += 1), acked)
    expect(await stack.reduceRight<Attend>((next, wrap) => wrap(next), inside)(anAttempt())).toEqual(acked)
    expect(handled).toBe(1)
  })

  test('has tried again what takes too long', async () => {
    const { settlement } = await attending(() => new Promise(() => undefined))
    expect(settlement).toMatchObject({ became: 'retried', failure: { code: 'messaging.timeout' } })
  })

  test('is measured, traced and limited only where somebody asks for it', () => {
    expect(usualMiddleware({ logger: warnings() })).toHaveLength(3)
  })
})
