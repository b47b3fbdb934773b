import { describe, expect, test } from 'vitest'
import { aDelivery } from '../../../test/settled-delivery.ts'
import { Failure } from '../../seedwork/failure.ts'
import type { Delivery } from '../../seedwork/transport.ts'
import type { MessageFact } from './message-fact.ts'
import { spiedSubscriber } from './spied-subscriber.ts'

const trouble = new Failure('unavailable', 'test.trouble', 'trouble')

/** What is noted, and what the transport hears, when a handler does this with a delivery. */
const handling = async (handle: (delivery: Delivery) => Promise<void>, overrides: Partial<Delivery> = {}) => {
  const { delivery, settlements } = aDelivery(overrides)
  const noted: MessageFact[] = []
  let rejected: unknown
  const transport = {
    subscribe: async () => undefined,
    consume: async (_subscription: unknown, hand: (given: Delivery) => Promise<void>) => {
      await hand(delivery).catch((error: unknown) => (rejected = error))
    },
  }
  await spiedSubscriber({ subscriber: transport }, (fact) => noted.push(fact)).consume(
    { consumer: 'tester', topics: [] },
    handle,
    { concurrency: 1, signal: new AbortController().signal },
  )
  return { noted: noted.map(({ what, failure }) => [what, failure]), settlements, rejected }
}

describe('a spied subscriber', () => {
  test('lets the transport hear of all that becomes of a delivery, and then notes it', async () => {
    expect(await handling((delivery) => delivery.ack())).toMatchObject({
      noted: [['handled', undefined]],
      settlements: [{ became: 'acked' }],
    })
    expect(await handling((delivery) => delivery.retry(trouble, 7))).toMatchObject({
      noted: [['failed', trouble]],
      settlements: [{ became: 'retried', failure: trouble, after: 7 }],
    })
    expect(await handling((delivery) => delivery.park(trouble))).toMatchObject({
      noted: [['parked', trouble]],
      settlements: [{ became: 'parked', failure: trouble }],
    })
  })

  test('takes nothing for handled whose acknowledgement failed', async () => {
    const { noted, rejected } = await handling((delivery) => delivery.ack(), { ack: () => Promise.reject(trouble) })
    expect(noted).toEqual([['failed', trouble]])
    expect(rejected).toBe(trouble)
  })

  test('lets the transport hear of a handler that throws, also behind its acknowledgement', async () => {
    const bug = new Error('a bug')
    const { noted, rejected } = await handling(async (delivery) => {
      await delivery.ack()
      throw bug
    })
    expect([noted, rejected]).toEqual([[['handled', undefined]], bug])
  })
})
