import { describe, expect, test } from 'vitest'
import { aCall } from '../../../test/a-call.ts'
import { outboundMessage } from '../../../test/outbound-message.ts'
import { Failure } from '../../seedwork/failure.ts'
import type { Outbound } from '../../seedwork/message.ts'
import type { Publisher, Subscriber } from '../../seedwork/transport.ts'
import { chaotic } from './chaotic.ts'
import { seeded } from './seeded.ts'

const { companyId } = aCall()
const batchOf = (from: number): Outbound[] =>
  ['a', 'b', 'c'].flatMap((key) => [0, 1].map((n) => outboundMessage({ companyId, key, sequence: from + n })))

/** A transport that notes what is done to it, and delivers one message to whoever consumes. */
const noting = () => {
  const sent: string[] = []
  let cuts = 0
  const transport: Publisher & Subscriber & { disconnect(): void } = {
    async publish(batch) {
      sent.push(...batch.map(({ message }) => `${message.partitionkey}${message.sequence}`))
      return batch.map(() => undefined)
    },
    subscribe: async () => undefined,
    consume: async () => undefined,
    disconnect: () => void (cuts += 1),
  }
  return { transport, sent, cuts: () => cuts }
}

const run = async (chaos: Parameters<typeof chaotic>[1]) => {
  const { transport, sent, cuts } = noting()
  const { publish } = chaotic(transport, chaos)
  let rejected = 0
  for (let from = 1; from <= 39; from += 2) await publish(batchOf(from)).catch(() => (rejected += 1))
  return { sent, rejected, cuts: cuts() }
}

describe('chaos', () => {
  test('without a chance changes nothing', async () => {
    const { sent, rejected, cuts } = await run({ seed: 1 })
    expect([sent.length, new Set(sent).size, rejected, cuts]).toEqual([120, 120, 0, 0])
  })

  test('is the same for the same seed, and another for another', async () => {
    const chaos = { duplicate: 0.3, drop: 0.2, reorder: 0.5, disconnect: 0.2 }
    const once = await run({ seed: 7, ...chaos })
    expect(await run({ seed: 7, ...chaos })).toEqual(once)
    expect(await run({ seed: 8, ...chaos })).not.toEqual(once)
  })

  test('sends again what was sent', async () => {
    const { sent } = await run({ seed: 1, duplicate: 0.2 })
    expect(new Set(sent).size).toBe(120)
    expect(sent.length).toBeGreaterThan(130)
  })

  test('tells the sender of all that it drops, some of which was sent', async () => {
    const { sent, rejected } = await run({ seed: 1, drop: 0.5 })
    expect(rejected).toBeGreaterThan(4)
    expect(sent.length).toBeGreaterThan(120 - 6 * rejected)
    expect(sent.length).toBeLessThan(120)
  })

  test('lets lanes change places, and no two messages of one lane', async () => {
    const { sent } = await run({ seed: 1, reorder: 1 })
    const { sent: untouched } = await run({ seed: 1 })
    expect(sent).not.toEqual(untouched)
    for (const key of ['a', 'b', 'c']) {
      const ofLane = (all: readonly string[]) => all.filter((one) => one.startsWith(key))
      expect(ofLane(sent)).toEqual(ofLane(untouched))
    }
  })

  test('answers for each message in its place, whatever was sent in between', async () => {
    const { transport } = noting()
    const refusal = new Failure('unavailable', 'test.refused', 'no')
    const { publish } = chaotic(
      {
        ...transport,
        publish: async (batch) => batch.map(({ message }) => (message.partitionkey === 'b' ? refusal : undefined)),
      },
      { seed: 3, reorder: 1, duplicate: 0.5 },
    )
    for (let from = 1; from < 9; from += 2) {
      expect(await publish(batchOf(from))).toEqual([undefined, undefined, refusal, refusal, undefined, undefined])
    }
  })

  test('cuts connections', async () => {
    expect((await run({ seed: 1, disconnect: 0.5 })).cuts).toBeGreaterThan(4)
  })

  test('delays deliveries, and hands over each', async () => {
    const { transport } = noting()
    const waits: number[] = []
    const { consume } = chaotic(
      {
        ...transport,
        async consume(_subscription, handle) {
          for (let n = 0; n < 20; n += 1) {
            const begun = performance.now()
            await handle({ ...({} as Parameters<typeof handle>[0]), started: n })
            waits.push(performance.now() - begun)
          }
        },
      },
      { seed: 1, delay: 0.5, longestDelay: 20 },
    )
    const handed: number[] = []
    await consume({ consumer: 'a', topics: [] }, async ({ started }) => void handed.push(started), {
      concurrency: 1,
      signal: new AbortController().signal,
    })
    expect(handed).toHaveLength(20)
    expect(waits.filter((wait) => wait > 2).length).toBeGreaterThan(2)
  })
})

describe('an experiment with a seed', () => {
  test('that fails says with which', async () => {
    const cause = new Error('lost one')
    await expect(seeded(() => Promise.reject(cause), 42)).rejects.toMatchObject({
      message: 'with seed 42: lost one',
      cause,
    })
  })

  test('has another one each time, and its answer', async () => {
    const seeds = [await seeded(async (seed) => seed), await seeded(async (seed) => seed)]
    expect(new Set(seeds).size).toBe(2)
  })
})
