import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { aCall } from '../../../../test/a-call.ts'
import { nobody } from '../../../../test/aws/sqs-under-test.ts'
import { startFauxqs } from '../../../../test/brokers/fauxqs.ts'
import { outboundMessage } from '../../../../test/outbound-message.ts'
import { warnings } from '../../../../test/warnings.ts'
import type { Outbound } from '../../../seedwork/message.ts'
import type { Publisher, Subscriber } from '../../../seedwork/transport.ts'
import { seeded } from '../../../testing/chaos/seeded.ts'
import { seededRandom } from '../../../testing/chaos/seeded-random.ts'
import { eventually } from '../../../testing/transport/eventually.ts'
import type { Message } from '../../../seedwork/message.ts'
import { sqsClient } from './client.ts'
import { sqsPublisher } from './publisher.ts'
import { sqsSubscriber } from './subscriber.ts'

const { companyId } = aCall()
const restarts = 10
const lanes = 8
const topic = 'test.topic'
const settings = { visibilitySeconds: 2, waitSeconds: 1 }

/** Sends each lane's next message, as a relay would: again under the same id until it is known to be sent. */
const sending = (publisher: Publisher, signal: AbortSignal) => {
  const sent = Array.from({ length: lanes }, () => 0)
  const lane = async (key: number): Promise<void> => {
    while (!signal.aborted) {
      const next: Outbound = outboundMessage({ companyId, key: String(key), sequence: sent[key]! + 1, topic })
      while ((await publisher.publish([next]).catch((error: unknown) => [error]))[0]) await pause(50)
      sent[key]! += 1
      await pause(20)
    }
  }
  return { sent, ended: Promise.all(sent.map((_none, key) => lane(key))) }
}

/** Two instances of one consumer. Notes each message when it comes for the first time. */
const consuming = (subscriber: Subscriber, signal: AbortSignal) => {
  const firsts = new Map<string, number[]>()
  let handled = 0
  const instance = () =>
    subscriber.consume(
      { consumer: 'tester', topics: [topic] },
      async (delivery) => {
        const { partitionkey, sequence } = delivery.message as Message
        const lane = firsts.get(partitionkey) ?? []
        firsts.set(partitionkey, lane)
        if (!lane.includes(sequence)) lane.push(sequence)
        handled += 1
        await delivery.ack()
      },
      { concurrency: 5, signal },
    )
  return { firsts, handled: () => handled, ended: Promise.all([instance(), instance()]) }
}

test('nothing is lost and no lane is turned round when the broker is killed ten times under load', () =>
  seeded(async (seed) => {
    const random = seededRandom(seed)
    const directory = await mkdtemp(join(tmpdir(), 'fauxqs-'))
    onTestFinished(() => rm(directory, { recursive: true }))
    await using broker = await startFauxqs({ directory })
    using client = sqsClient({ ...nobody, endpoint: broker.address })
    const subscriber = sqsSubscriber({ client, logger: warnings() }, settings)
    await subscriber.subscribe({ consumer: 'tester', topics: [topic] })
    const stopSending = new AbortController()
    const stopConsuming = new AbortController()
    const sender = sending(sqsPublisher({ client }), stopSending.signal)
    const consumer = consuming(subscriber, stopConsuming.signal)

    const back: number[] = []
    for (let restart = 0; restart < restarts; restart += 1) {
      await pause(300 + random() * 700)
      await broker.kill()
      await pause(random() * 500)
      await broker.restart()
      const [before, begun] = [consumer.handled(), performance.now()]
      await eventually(() => expect(consumer.handled()).toBeGreaterThan(before), 60_000)
      back.push(Math.round(performance.now() - begun))
    }
    stopSending.abort()
    await sender.ended
    await eventually(() => {
      const seen = Object.fromEntries(consumer.firsts)
      const all = sender.sent.map((count, key) => [key, Array.from({ length: count }, (_, n) => n + 1)])
      expect(seen).toEqual(Object.fromEntries(all))
    }, 60_000)
    stopConsuming.abort()
    await consumer.ended
    const count = sender.sent.reduce((sum, each) => sum + each, 0)
    process.stdout.write(
      `seed ${seed}: ${count} messages, ${consumer.handled()} deliveries, back after ${back.join(', ')} ms\n`,
    )
    expect(Math.max(...back)).toBeLessThan(10_000)
  }))
