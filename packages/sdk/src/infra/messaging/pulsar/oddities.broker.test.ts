import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { aCall } from '../../../../test/a-call.ts'
import { aPulsar, type APulsar } from '../../../../test/brokers/a-pulsar.ts'
import { eventually } from '../../../../test/eventually.ts'
import { outboundMessage } from '../../../../test/outbound-message.ts'
import { warnings } from '../../../../test/warnings.ts'
import { Failure } from '../../../seedwork/failure.ts'
import type { Message } from '../../../seedwork/message.ts'
import type { Delivery } from '../../../seedwork/transport.ts'
import type { PulsarSubscriberOptions, Session } from './config.ts'
import { deadLetterTopic } from './dead-letter.ts'
import { isDelivered, type Delivered } from './mapping.ts'
import { Producer } from './producer.ts'
import { provisionPulsar, type PulsarProvision } from './provision.ts'
import { pulsarPublisher } from './publisher.ts'
import { pulsarSubscriber } from './subscriber.ts'

let broker: APulsar
beforeAll(async () => {
  broker = await aPulsar()
})
afterAll(() => broker[Symbol.asyncDispose]())

const { companyId } = aCall()
const consumer = 'tester'
let names = 0

/** The transport on a topic of its own. */
const onPulsar = async ({
  namespace = 'default',
  ...provision
}: PulsarProvision & { readonly namespace?: string } = {}) => {
  const topic = `eventos.t${(names += 1)}`
  const pulsar = broker.client({ namespace })
  const logger = warnings()
  const publisher = pulsarPublisher({ pulsar })
  await provisionPulsar({ pulsar }, { topics: [topic], subscriptions: [{ consumer, topics: [topic] }], ...provision })
  const stops: (() => Promise<void>)[] = []
  return {
    topic,
    path: `persistent/public/${namespace}/${topic}`,
    pulsar,
    logger,
    publisher,
    message: (key: string, sequence = 1, data: unknown = {}) =>
      outboundMessage({ companyId, key, topic, sequence, data }),
    async backlog(name = topic): Promise<number> {
      const path = `persistent/public/${namespace}/${name}/stats?getPreciseBacklog=true`
      const stats = await broker.ask('GET', path)
      const { subscriptions } = stats as { subscriptions: Record<string, { msgBacklog: number }> }
      return Object.values(subscriptions)[0]!.msgBacklog
    },
    /** Answers what ends it. */
    consume(
      handle: (delivery: Delivery, message: Message) => Promise<void> = (delivery) => delivery.ack(),
      options: PulsarSubscriberOptions = {},
    ) {
      const stop = new AbortController()
      const ended = pulsarSubscriber({ pulsar, logger }, options).consume(
        { consumer, topics: [topic] },
        (delivery) => handle(delivery, delivery.message as Message),
        { concurrency: 10, signal: stop.signal },
      )
      const end = async (): Promise<void> => {
        stop.abort()
        await ended
      }
      stops.push(end)
      return end
    },
    /** A consumer that speaks to the server without the transport. */
    async listen(query: Record<string, string | number | boolean>): Promise<{ session: Session; got: Delivered[] }> {
      const got: Delivered[] = []
      const session = await pulsar.open({
        role: 'consumer',
        topic,
        subscription: consumer,
        query,
        onFrame: (frame) => void (isDelivered(frame) && got.push(frame)),
        signal: AbortSignal.timeout(10_000),
      })
      return { session, got }
    },
    async [Symbol.asyncDispose]() {
      for (const stop of stops) await stop()
      await pulsar[Symbol.asyncDispose]()
    },
  }
}

const sequenceOf = ({ properties }: Delivered): number => Number(properties!['ce_sequence'])

const say = (session: Session, frame: object): void => session.send(JSON.stringify(frame))

describe('why the transport never refuses a message to Pulsar', () => {
  const nacked = async (subscriptionType: string) => {
    const at = await onPulsar()
    await at.publisher.publish([1, 2, 3].map((sequence) => at.message('a', sequence)))
    const { session, got } = await at.listen({ subscriptionType, negativeAckRedeliveryDelay: 100 })
    await eventually(() => expect(got).toHaveLength(3))
    for (const { messageId } of got.slice(1)) say(session, { messageId })
    return { at, session, got }
  }

  test('with Key_Shared it comes after its successors', async () => {
    const { at, session, got } = await nacked('Key_Shared')
    await using _ending = at
    say(session, { type: 'negativeAcknowledge', messageId: got[0]!.messageId })
    await eventually(() => expect(got.map(sequenceOf)).toEqual([1, 2, 3, 1]))
  })

  test('with Failover all that was not acknowledged comes again with it, as if for the first time', async () => {
    await using at = await onPulsar()
    await at.publisher.publish([1, 2, 3].map((sequence) => at.message('a', sequence)))
    const { session, got } = await at.listen({ subscriptionType: 'Failover', negativeAckRedeliveryDelay: 100 })
    await eventually(() => expect(got).toHaveLength(3))
    say(session, { type: 'negativeAcknowledge', messageId: got[0]!.messageId })
    await eventually(() => expect(got.map(sequenceOf)).toEqual([1, 2, 3, 1, 2, 3]))
    expect(got.map((frame) => (frame as { redeliveryCount?: number }).redeliveryCount)).toEqual([0, 0, 0, 0, 0, 0])
  })
})

describe('sending', () => {
  test('a frame that is too large ends the session, with all that is under way', async () => {
    await using at = await onPulsar()
    const producer = await Producer.open(at.pulsar, at.topic, AbortSignal.timeout(10_000))
    const frame = { payload: 'A'.repeat(1_048_576), properties: {} }
    expect(await producer.send(frame, Infinity)).toMatchObject({ cause: { code: 'pulsar.frame_too_large' } })
    expect(producer.isOver).toBe(true)
  })

  test('a message that is too large is therefore kept here, and the others are sent', async () => {
    await using at = await onPulsar()
    const batch = [at.message('a'), at.message('large', 1, 'x'.repeat(800_000)), at.message('b')]
    const answers = await at.publisher.publish(batch)
    expect(answers.map((answer) => answer?.code)).toEqual([undefined, 'messaging.too_large', undefined])
    expect(await at.backlog()).toBe(2)
  })

  test('the largest that is let through passes, and can also be parked', async () => {
    await using at = await onPulsar()
    let large = at.message('a', 1, 'x'.repeat(790_000))
    let [answer] = await at.publisher.publish([large])
    for (let bytes = 790_000; answer; bytes -= 1_000) {
      expect(answer.code).toBe('messaging.too_large')
      large = at.message('a', 1, 'x'.repeat(bytes))
      ;[answer] = await at.publisher.publish([large])
    }
    const refusal = new Failure('invalid', 'test.refused', '\u0001'.repeat(2_000))
    at.consume((delivery) => delivery.park(refusal))
    await eventually(async () => expect(await at.backlog()).toBe(0))
    expect(await at.backlog(deadLetterTopic(at.topic, consumer))).toBe(1)
  })

  test('to a topic that was terminated is the trouble of its lanes alone', async () => {
    await using at = await onPulsar()
    await broker.ask('POST', `${at.path}/terminate`)
    await using other = await onPulsar()
    await using brief = broker.client({ deadline: 1_000 })
    const answers = await pulsarPublisher({ pulsar: brief }).publish([at.message('a'), other.message('a')])
    expect(answers).toMatchObject([{ kind: 'unavailable' }, undefined])
  })
})

describe('a missing topic', () => {
  const openNamespace = async () => {
    await broker.ask('PUT', 'namespaces/public/open').catch(() => undefined)
    await broker.ask('POST', 'namespaces/public/open/autoTopicCreation', {
      allowAutoTopicCreation: true,
      topicType: 'non-partitioned',
    })
    return broker.client({ namespace: 'open' })
  }

  test.each(['default', 'open'])('is told, and not made by being used, in the namespace %s', async (namespace) => {
    await using opened = await openNamespace()
    await using pulsar = namespace === 'open' ? opened : broker.client()
    const topics = ['eventos.nada']
    const missing = { kind: 'not_found', code: 'pulsar.missing' }
    const [answer] = await pulsarPublisher({ pulsar }).publish([
      outboundMessage({ companyId, key: 'a', topic: topics[0]! }),
    ])
    expect(answer).toMatchObject(missing)
    const subscriber = pulsarSubscriber({ pulsar, logger: warnings() })
    await expect(subscriber.subscribe({ consumer, topics })).rejects.toMatchObject(missing)
    const signal = new AbortController().signal
    const consuming = subscriber.consume({ consumer, topics }, (delivery) => delivery.ack(), { concurrency: 1, signal })
    await expect(consuming).rejects.toMatchObject(missing)
    expect(await broker.ask('GET', `persistent/public/${namespace}`)).not.toContain(
      `persistent://public/${namespace}/eventos.nada`,
    )
  })

  test('would be made by Pulsar, were it only opened', async () => {
    await using pulsar = await openNamespace()
    const { WebSocket } = await import('ws')
    const socket = new WebSocket(`ws://${broker.address}/ws/v2/producer/persistent/public/open/by.accident`)
    await new Promise((resolve) => socket.on('open', resolve))
    socket.close()
    await expect(pulsar.admin('GET', [...pulsar.topic('by.accident'), 'partitions'])).resolves.toBeDefined()
  })
})

describe('consuming', () => {
  test('begins with what is published from now on, or with all that there is', async () => {
    await using latest = await onPulsar({ subscriptions: [] })
    await latest.publisher.publish([latest.message('a', 1)])
    const seen: number[] = []
    const note = async (delivery: Delivery, { sequence }: Message): Promise<void> => {
      seen.push(sequence)
      await delivery.ack()
    }
    await pulsarSubscriber(latest).subscribe({ consumer, topics: [latest.topic] })
    await latest.publisher.publish([latest.message('a', 2)])
    latest.consume(note)
    await eventually(() => expect(seen).toEqual([2]))

    await using earliest = await onPulsar({ subscriptions: [] })
    await earliest.publisher.publish([earliest.message('a', 3)])
    earliest.consume(note, { from: 'earliest' })
    await eventually(() => expect(seen).toEqual([2, 3]))
  })

  test('goes on when the topic is unloaded, and has in hand what it had', async () => {
    await using at = await onPulsar()
    const held = Promise.withResolvers<void>()
    const seen: string[] = []
    at.consume(async (delivery, { partitionkey, sequence }) => {
      seen.push(`${partitionkey} ${sequence}`)
      if (sequence === 1) await held.promise
      await delivery.ack()
    })
    await at.publisher.publish([at.message('a', 1), at.message('a', 2)])
    await eventually(() => expect(seen).toEqual(['a 1']))
    await broker.ask('PUT', `${at.path}/unload`)
    const witness = at.message('witness', 2)
    await eventually(async () => expect(await at.publisher.publish([witness])).toEqual([undefined]))
    await eventually(() => expect(seen).toContain('witness 2'))
    held.resolve()
    await eventually(async () => expect(await at.backlog()).toBe(0))
    expect(seen.filter((one) => one === 'a 1')).toHaveLength(1)
  })

  test.each(['Failover', 'Key_Shared'] as const)(
    'with %s has acknowledged all that it handled when it has stopped',
    async (type) => {
      await using at = await onPulsar()
      for (let round = 1; round <= 5; round += 1) {
        let handled = 0
        const end = at.consume(
          async (delivery) => {
            handled += 1
            await delivery.ack()
          },
          { type },
        )
        const batch = Array.from({ length: 40 }, (_, n) => at.message(`key-${n}`, round))
        expect((await at.publisher.publish(batch)).every((answer) => answer === undefined)).toBe(true)
        await eventually(() => expect(handled).toBeGreaterThanOrEqual(40))
        await end()
        // Nothing that was handled in the round before came again. What the broker counts is a moment behind.
        expect(handled).toBe(40)
        await eventually(async () => expect(await at.backlog()).toBe(0))
      }
    },
  )

  test('waits for a subscription that somebody else has for himself', async () => {
    await using at = await onPulsar()
    const { session } = await at.listen({ subscriptionType: 'Exclusive' })
    let handled = 0
    at.consume(async (delivery) => {
      handled += 1
      await delivery.ack()
    })
    await eventually(() => expect(at.logger.told.length).toBeGreaterThan(1))
    expect(at.logger.told[0]).toMatchObject({ facts: { error: { kind: 'conflict', code: 'pulsar.busy' } } })
    await session.close()
    await at.publisher.publish([at.message('a')])
    await eventually(() => expect(handled).toBe(1))
  })

  test('ends the session of whoever acknowledges what is no id, which the next one has to make good', async () => {
    await using at = await onPulsar()
    const { session } = await at.listen({ subscriptionType: 'Failover' })
    say(session, { messageId: Buffer.from('no id').toString('base64') })
    await eventually(() => expect(session.over.aborted).toBe(true))
    // Its own code, 3, is not to be seen: the connection ends without a goodbye.
    expect(session.over.reason).toMatchObject({ code: 'pulsar.session_lost' })
    const again = await at.listen({ subscriptionType: 'Failover' })
    say(again.session, { messageId: 'not base64!' })
    await eventually(() => expect(again.session.over.reason).toMatchObject({ code: 'pulsar.protocol' }))
  })
})

describe('provisioning', () => {
  test('makes tenant, namespace, topics, subscriptions and dead letters, and leaves alone what is there', async () => {
    await using pulsar = broker.client({ tenant: 'acme', namespace: 'hiring' })
    const wanted = { topics: ['eventos.uno'], partitions: 3, subscriptions: [{ consumer, topics: ['eventos.uno'] }] }
    await provisionPulsar({ pulsar }, wanted)
    await provisionPulsar({ pulsar }, { ...wanted, partitions: 5 })
    const stats = await broker.ask('GET', 'persistent/acme/hiring/eventos.uno/partitioned-stats')
    expect(stats).toMatchObject({ metadata: { partitions: 3 }, subscriptions: { [consumer]: {} } })
    const grave = deadLetterTopic('eventos.uno', consumer)
    expect(await broker.ask('GET', `persistent/acme/hiring/${grave}/stats`)).toMatchObject({
      subscriptions: { 'dead-letters': {} },
    })
  })
})
