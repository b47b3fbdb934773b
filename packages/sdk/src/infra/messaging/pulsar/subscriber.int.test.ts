import { describe, expect, test } from 'vitest'
import { eventually } from '../../../../test/eventually.ts'
import { aMessage, consumer, onFakePulsar, topic } from '../../../../test/fake-pulsar/on-fake-pulsar.ts'
import { Failure } from '../../../seedwork/failure.ts'
import { Message } from '../../../seedwork/message.ts'
import type { Delivery } from '../../../seedwork/transport.ts'
import { provisionPulsar } from './provision.ts'

const trouble = new Failure('unavailable', 'test.trouble', 'trouble')
const refusal = new Failure('invalid', 'test.refused', 'refused')
const dead = `${topic}-${consumer}-DLQ`

type Setting = Awaited<ReturnType<typeof onFakePulsar>>

const subscriptionOf = ({ fake }: Setting) => fake.topic(topic).subscriptions.get(consumer)!

/** What consumers say to the server. */
const listening = ({ fake }: Setting) => {
  const frames: Record<string, unknown>[] = []
  fake.intercept = (frame, _socket, path) => {
    if (path.includes('/consumer/')) frames.push(frame)
    return false
  }
  return frames
}

const lane = (key: string, count: number) => Array.from({ length: count }, (_, n) => aMessage(key, { sequence: n + 1 }))

describe('the Pulsar subscriber', () => {
  test('asks for no more than it can begin, and a few, however much waits', async () => {
    await using at = await onFakePulsar({}, { concurrency: 2 })
    const frames = listening(at)
    const held = Promise.withResolvers<void>()
    let begun = 0
    at.consume(async (delivery) => {
      begun += 1
      await held.promise
      await delivery.ack()
    })
    await at.publisher.publish(Array.from({ length: 100 }, (_, n) => aMessage(`key-${n}`)))
    await eventually(() => expect(begun).toBe(2))
    await at.publisher.publish([aMessage('witness')])
    const permits = frames.filter(({ type }) => type === 'permit').map(({ permitMessages }) => permitMessages as number)
    expect(permits.reduce((sum, some) => sum + some, 0)).toBeLessThanOrEqual(12)
    held.resolve()
    await eventually(() => expect(subscriptionOf(at).backlog).toBe(0))
  })

  test('keeps so many of a lane that waits, and no more, while others go on', async () => {
    await using at = await onFakePulsar({}, { concurrency: 2, prefetch: 20 })
    let isHealed = false
    const done: string[] = []
    at.consume(async (delivery, { partitionkey }) => {
      if (partitionkey === 'bad' && !isHealed) return delivery.retry(trouble, 5)
      done.push(partitionkey)
      await delivery.ack()
    })
    await at.publisher.publish([...lane('bad', 15), ...lane('good', 10)])
    await eventually(() => expect(done).toHaveLength(10))
    await at.publisher.publish(lane('bad', 30))
    await eventually(() => expect(subscriptionOf(at).outstanding).toBe(20))
    await at.publisher.publish([aMessage('witness')])
    expect(subscriptionOf(at).outstanding).toBe(20)
    isHealed = true
    await eventually(() => expect(subscriptionOf(at).backlog).toBe(0))
    expect(done.filter((key) => key === 'bad')).toHaveLength(45)
  })

  test('never gives a message back to the server, which would bring it behind its successors', async () => {
    await using at = await onFakePulsar()
    const frames = listening(at)
    const seen: number[] = []
    at.consume(async (delivery, { sequence }) => {
      seen.push(sequence)
      if (seen.length === 1) return delivery.retry(trouble, 1)
      if (seen.length === 2) throw new Error('a bug')
      await delivery.ack()
    })
    await at.publisher.publish(lane('a', 3))
    await eventually(() => expect(subscriptionOf(at).backlog).toBe(0))
    expect(seen).toEqual([1, 1, 1, 2, 3])
    expect(new Set(frames.map(({ type }) => type))).toEqual(new Set(['permit', undefined]))
    expect(at.logger.told.map(({ message }) => message)).toEqual(['a message was not settled, and comes again'])
  })

  test('counts what began and what ended', async () => {
    await using at = await onFakePulsar()
    const told: unknown[] = []
    at.consume(async (delivery) => {
      told.push([delivery.started, delivery.finished])
      if (told.length === 1) return delivery.retry(trouble, 1)
      if (told.length === 2) throw new Error('a bug')
      await delivery.ack()
    })
    await at.publisher.publish([aMessage('a')])
    await eventually(() => expect(subscriptionOf(at).backlog).toBe(0))
    expect(told).toEqual([
      [1, 0],
      [2, 1],
      [3, 1],
    ])
  })

  test('does not listen to a delivery whose attempt has ended', async () => {
    await using at = await onFakePulsar()
    const deliveries: Delivery[] = []
    const late = Promise.withResolvers<void>()
    at.consume(async (delivery) => {
      deliveries.push(delivery)
      if (deliveries.length === 1) return
      await deliveries[0]!.ack()
      await deliveries[0]!.retry(trouble, 1)
      await deliveries[0]!.park(refusal)
      late.resolve()
      await delivery.retry(trouble, 60_000)
    })
    await at.publisher.publish([aMessage('a')])
    await late.promise
    await at.publisher.publish([aMessage('b')])
    expect(subscriptionOf(at).acknowledged).toEqual([])
    expect(at.fake.topic(dead).sent).toEqual([])
  })

  test('leaves what it has begun in its hands when the connection is cut, and acknowledges it on the next', async () => {
    await using at = await onFakePulsar()
    const held = Promise.withResolvers<void>()
    const seen: string[] = []
    at.consume(async (delivery, { partitionkey, sequence }) => {
      seen.push(`${partitionkey} ${sequence}`)
      if (partitionkey === 'slow' && sequence === 1) await held.promise
      await delivery.ack()
    })
    await at.publisher.publish(lane('slow', 2))
    await eventually(() => expect(seen).toEqual(['slow 1']))
    at.fake.cut()
    await eventually(async () => expect(await at.publisher.publish([aMessage('witness')])).toEqual([undefined]))
    // It came again with the new connection, before the witness.
    await eventually(() => expect(seen).toContain('witness 1'))
    expect(seen.filter((one) => one.startsWith('slow'))).toEqual(['slow 1'])
    held.resolve()
    await eventually(() => expect(subscriptionOf(at).backlog).toBe(0))
    expect(seen.filter((one) => one.startsWith('slow'))).toEqual(['slow 1', 'slow 2'])
  })

  test('acknowledges on the next connection what ended while there was none', async () => {
    await using at = await onFakePulsar()
    const held = Promise.withResolvers<void>()
    const ended = Promise.withResolvers<void>()
    let count = 0
    at.consume(async (delivery) => {
      count += 1
      await held.promise
      await delivery.ack()
      ended.resolve()
    })
    await at.publisher.publish([aMessage('a')])
    await eventually(() => expect(count).toBe(1))
    at.fake.refusals.push(503, 503)
    at.fake.cut()
    await eventually(() => expect(at.fake.refusals).toHaveLength(1))
    held.resolve()
    await ended.promise
    await eventually(() => expect(subscriptionOf(at).backlog).toBe(0))
    expect([count, subscriptionOf(at).acknowledged.length]).toEqual([1, 1])
  })

  test('closes when the server has read its acknowledgements, of which it hears nothing', async () => {
    await using at = await onFakePulsar()
    let isBusy = false
    const read: string[] = []
    at.fake.intercept = ({ messageId, type }, socket, path) => {
      if (!path.includes('/consumer/') || type === 'permit') return false
      // A server in no hurry: it forgets what it has not come to when the connection ends.
      const isOpen = (): boolean => socket.readyState === socket.OPEN
      if (typeof messageId === 'string') {
        isBusy = true
        setTimeout(() => {
          isBusy = false
          if (isOpen()) read.push(messageId)
        }, 100)
      } else {
        const answer = (): void => (isBusy ? void setTimeout(answer, 10) : socket.send('{"endOfTopic":"false"}'))
        answer()
      }
      return true
    }
    const end = at.consume((delivery) => delivery.ack())
    await at.publisher.publish([aMessage('a')])
    await eventually(() => expect(isBusy).toBe(true))
    await end()
    expect(read).toHaveLength(1)
  })

  test('lets the others have the rest when it is told to stop and does not end in time', async () => {
    await using at = await onFakePulsar({}, { grace: 50 })
    const held = Promise.withResolvers<void>()
    const begun = Promise.withResolvers<void>()
    const end = at.consume(async (delivery) => {
      begun.resolve()
      await held.promise
      await delivery.ack()
    })
    await at.publisher.publish(lane('a', 2))
    await begun.promise
    let hasEnded = false
    const ended = end().then(() => (hasEnded = true))
    const others: number[] = []
    at.consume(async (delivery, { sequence }) => {
      others.push(sequence)
      await delivery.ack()
    })
    await eventually(() => expect(others).toEqual([1, 2]))
    expect(hasEnded).toBe(false)
    held.resolve()
    await ended
  })

  test('buries a message with all that is known of its death, and then acknowledges it', async () => {
    await using at = await onFakePulsar()
    at.consume((delivery) => (delivery.finished < 1 ? delivery.retry(trouble, 1) : delivery.park(refusal)))
    const sent = aMessage('a', { data: { n: 1 } })
    await at.publisher.publish([sent])
    await eventually(() => expect(subscriptionOf(at).backlog).toBe(0))
    const [letter] = at.fake.topic(dead).sent
    const [original] = at.fake.topic(topic).sent
    expect(letter).toMatchObject({
      payload: original!.payload,
      key: original!.key,
      properties: {
        ...original!.properties,
        'x-original-topic': topic,
        'x-original-message-id': original!.messageId,
        'x-group': consumer,
        'x-attempt': '2',
        'x-error-type': 'test.refused',
        'x-error-message': 'refused',
      },
    })
    const errors = JSON.parse(letter!.properties!['x-errors']!) as readonly { at: string; code: string }[]
    expect(errors).toMatchObject([
      { code: 'test.trouble', kind: 'unavailable', message: 'trouble' },
      { code: 'test.refused', kind: 'invalid', message: 'refused' },
    ])
    expect(letter!.properties!['x-first-failed-at']).toBe(errors[0]!.at)
  })

  test('keeps a message that it could not bury', async () => {
    await using at = await onFakePulsar()
    let attempts = 0
    at.consume(async (delivery) => {
      attempts += 1
      await delivery.park(refusal)
    })
    await eventually(() => expect(at.fake.connections).toHaveLength(1))
    const grave = at.fake.topic(dead)
    at.fake.topics.delete(dead)
    await at.publisher.publish([aMessage('a')])
    await eventually(() => expect(attempts).toBeGreaterThan(1))
    expect(subscriptionOf(at).acknowledged).toEqual([])
    expect(at.logger.told[0]).toMatchObject({ facts: { error: { code: 'pulsar.missing' } } })
    at.fake.topics.set(dead, grave)
    await eventually(() => expect(subscriptionOf(at).backlog).toBe(0))
    expect(grave.sent).toHaveLength(1)
  })

  test('keeps dead letters for whoever looks at them', async () => {
    await using at = await onFakePulsar()
    at.consume((delivery) => delivery.park(refusal))
    await at.publisher.publish([aMessage('a')])
    await eventually(() => expect(at.fake.topic(dead).subscriptions.get('dead-letters')!.backlog).toBe(1))
  })

  test('hands over what it can not read, as something that is no message', async () => {
    await using at = await onFakePulsar()
    const handed: unknown[] = []
    at.consume(async (delivery) => {
      handed.push(delivery.message)
      await delivery.park(refusal)
    })
    at.fake.topic(topic).store({ payload: Buffer.from([0xff, 0xfe]).toString('base64') })
    at.fake.topic(topic).store({ payload: '' })
    const sent = aMessage('a')
    await at.publisher.publish([sent])
    await eventually(() => expect(subscriptionOf(at).backlog).toBe(0))
    expect(handed.filter((message) => Message.safeParse(message).success)).toEqual([sent.message])
    expect(handed).toHaveLength(3)
    expect(at.fake.topic(dead).sent.map(({ payload }) => payload)).toContain('//4=')
  })

  test('takes no notice of what the server says beside', async () => {
    await using at = await onFakePulsar()
    const seen: unknown[] = []
    at.consume(async (delivery, { id }) => {
      seen.push(id)
      await delivery.ack()
    })
    await eventually(() => expect(at.fake.connections).toHaveLength(1))
    for (const beside of ['{"endOfTopic":"false"}', '{"endOfTopic":false}', '{"something":"new"}', 'null']) {
      at.fake.connections[0]!.send(beside)
    }
    const sent = aMessage('a')
    await at.publisher.publish([sent])
    await eventually(() => expect(seen).toEqual([sent.message.id]))
    expect(at.logger.told).toEqual([])
  })

  test('lets no topic wait for ever because another had more to do when it came', async () => {
    await using at = await onFakePulsar({}, { concurrency: 1 })
    const busy = 'eventos.mucho'
    await provisionPulsar(at, { topics: [busy], subscriptions: [{ consumer, topics: [busy] }] })
    await at.publisher.publish(Array.from({ length: 30 }, (_, n) => aMessage(`key-${n}`, { topic: busy })))
    const held = Promise.withResolvers<void>()
    const begun = Promise.withResolvers<void>()
    const stop = new AbortController()
    const seen: string[] = []
    // The quiet one comes to its connection when the other one has all that can be begun.
    at.fake.refusals.push(503)
    const consuming = at.subscriber.consume(
      { consumer, topics: [topic, busy] },
      async (delivery) => {
        begun.resolve()
        await held.promise
        seen.push(delivery.topic)
        await delivery.ack()
      },
      { concurrency: 1, signal: stop.signal },
    )
    await begun.promise
    await eventually(() => expect(at.fake.upgrades.at(-1)?.path).toContain(`/${topic}/${consumer}`))
    await eventually(() => expect(at.fake.topic(busy).subscriptions.get(consumer)!.outstanding).toBe(10))
    held.resolve()
    await eventually(() => expect(seen).toHaveLength(30))
    await at.publisher.publish([aMessage('a')])
    await eventually(() => expect(seen).toContain(topic))
    stop.abort()
    await consuming
  })

  test('tells of a missing topic at once, and does not make it', async () => {
    await using at = await onFakePulsar()
    const subscription = { consumer, topics: ['eventos.nada'] }
    const missing = { kind: 'not_found', code: 'pulsar.missing' }
    await expect(at.subscriber.subscribe(subscription)).rejects.toMatchObject(missing)
    const signal = new AbortController().signal
    const consuming = at.subscriber.consume(subscription, (delivery) => delivery.ack(), { concurrency: 1, signal })
    await expect(consuming).rejects.toMatchObject(missing)
    expect([...at.fake.topics.keys()]).toEqual([topic, dead])
  })

  test('logs in again with a fresh token when the server does not accept the old one any more', async () => {
    let token = 'old'
    await using at = await onFakePulsar({ token: () => token })
    const seen: unknown[] = []
    at.consume(async (delivery, { id }) => {
      seen.push(id)
      await delivery.ack()
    })
    await eventually(() => expect(at.fake.connections).toHaveLength(1))
    token = 'fresh'
    at.fake.sayGoodbye(5)
    await eventually(() => expect(at.fake.upgrades.at(-1)?.authorization).toBe('Bearer fresh'))
    const sent = aMessage('a')
    await at.publisher.publish([sent])
    await eventually(() => expect(seen).toEqual([sent.message.id]))
  })
})
