import { once } from 'node:events'
import { describe, expect, test } from 'vitest'
import { aCall } from '../../../test/a-call.ts'
import { eventually } from '../../../test/eventually.ts'
import { outboundMessage } from '../../../test/outbound-message.ts'
import { Failure } from '../../seedwork/failure.ts'
import type { Outbound } from '../../seedwork/message.ts'
import type { Delivery } from '../../seedwork/transport.ts'
import { landing } from './landing.ts'
import { MemoryStore, memoryTransport } from './memory/index.ts'

const { companyId } = aCall()
const subscription = { consumer: 'landed', topics: ['test.topic'] }
const outage = new Failure('unavailable', 'test.outage', 'the database is away')

/** A broker and a database, both in memory, and a consumer that lands. */
const landed = async (refuses: (outbound: Outbound) => Failure | undefined = () => undefined) => {
  const [far, near] = [new MemoryStore(), new MemoryStore()]
  const broker = memoryTransport({ store: far })
  const local = memoryTransport({ store: near, refuses })
  const subscriber = landing({ broker, local, publisherFor: () => local })
  await subscriber.subscribe(subscription)
  const stop = new AbortController()
  const handled: string[] = []
  const handle = async (delivery: Delivery): Promise<void> => {
    handled.push((delivery.message as { readonly id: string }).id)
    await delivery.ack()
  }
  const ended = subscriber.consume(subscription, handle, { concurrency: 2, signal: stop.signal })
  return {
    far,
    near,
    broker,
    handled,
    async [Symbol.asyncDispose]() {
      stop.abort()
      await ended
    },
  }
}

describe('what lands', () => {
  test('is gone at the broker, and handled from where it landed', async () => {
    await using stage = await landed()
    const sent = [1, 2, 3].map((sequence) => outboundMessage({ companyId, key: 'a', sequence }))
    await stage.broker.publish(sent)
    await eventually(() => expect(stage.handled).toEqual(sent.map(({ message }) => message.id)))
    await eventually(() => expect([stage.far.waiting('landed'), stage.near.waiting('landed')]).toEqual([0, 0]))
  })

  test('stays at the broker while the database is away, and holds its lane', async () => {
    let isAway = true
    await using stage = await landed(() => (isAway ? outage : undefined))
    const sent = [1, 2].map((sequence) => outboundMessage({ companyId, key: 'a', sequence }))
    await stage.broker.publish(sent)
    expect(stage.far.waiting('landed')).toBe(2)
    isAway = false
    await eventually(() => expect(stage.handled).toEqual(sent.map(({ message }) => message.id)))
  })

  test('is parked at the broker when it is no message', async () => {
    await using stage = await landed()
    const { topic, message } = outboundMessage({ companyId, key: 'a' })
    await stage.broker.publish([{ topic, message: { ...message, specversion: '0.3' as '1.0' } }])
    await eventually(() =>
      expect(stage.far.deadLetters('landed').map(({ errors }) => errors.map(({ code }) => code))).toEqual([
        ['messaging.malformed'],
      ]),
    )
    expect(stage.handled).toEqual([])
  })

  test('is parked at the broker when it can not land and that is no outage', async () => {
    const refusal = new Failure('unknown', 'test.refused', 'no column takes this')
    await using stage = await landed(({ message }) => (message.partitionkey === 'bad' ? refusal : undefined))
    await stage.broker.publish([
      outboundMessage({ companyId, key: 'bad' }),
      outboundMessage({ companyId, key: 'good' }),
    ])
    await eventually(() => expect(stage.handled).toHaveLength(1))
    await eventually(() => expect(stage.far.deadLetters('landed')).toHaveLength(1))
  })
})

describe('a database that is away when a consumer begins', () => {
  const beginning = (refusal: Failure, times: number) => {
    const steps: string[] = []
    const local = memoryTransport()
    const subscribe = async (): Promise<void> => {
      steps.push('subscribe')
      if (steps.length <= times) await Promise.reject(refusal)
    }
    const broker = { ...memoryTransport(), consume: async () => void steps.push('consume') }
    const stop = new AbortController()
    const ended = landing({ broker, local: { ...local, subscribe }, publisherFor: () => local })
      .consume(subscription, async () => undefined, { concurrency: 1, signal: stop.signal })
      .then(
        () => 'ended',
        (error: unknown) => error,
      )
    return { steps, ended, stop: () => stop.abort() }
  }

  test('is waited for, and nothing lands before', async () => {
    const { steps, stop, ended } = beginning(outage, 2)
    await eventually(() => expect(steps).toEqual(['subscribe', 'subscribe', 'subscribe', 'consume']))
    stop()
    expect(await ended).toBe('ended')
  })

  test('is waited for no longer than until the consumer stops', async () => {
    const { steps, stop, ended } = beginning(outage, 1_000)
    await eventually(() => expect(steps.length).toBeGreaterThan(1))
    stop()
    expect(await ended).toBe('ended')
  })

  test('and is no database of ours is told of', async () => {
    const refusal = new Failure('unknown', 'test.refused', 'there is no such table')
    expect(await beginning(refusal, 1).ended).toBe(refusal)
  })
})

describe('when one half can not go on', () => {
  const boom = new Error('the queue is gone')
  const never = new AbortController().signal

  /** As a transport consumes: until its signal aborts. */
  const half = (consume: (signal: AbortSignal) => Promise<void>) => ({
    publish: async () => [],
    subscribe: async () => undefined,
    consume: (_subscription: unknown, _handle: unknown, { signal }: { readonly signal: AbortSignal }) =>
      consume(signal),
  })

  test.each(['broker', 'local'])('%s: the other one ends, and then the whole rejects', async (which) => {
    let hasEnded = false
    const failing = half(() => Promise.reject(boom))
    const going = half(async (signal) => {
      await once(signal, 'abort')
      hasEnded = true
    })
    const halves = { broker: going, local: going, publisherFor: () => going, [which]: failing }
    await expect(
      landing(halves).consume(subscription, async () => undefined, { concurrency: 1, signal: never }),
    ).rejects.toBe(boom)
    expect(hasEnded).toBe(true)
  })
})
