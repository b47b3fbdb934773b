import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Broker } from '../../../../test/brokers/broker.ts'
import { temporaryKafka } from '../../../../test/brokers/temporary-kafka.ts'
import { laneWriter } from '../../../../test/kafka/lane-writer.ts'
import { whileItMoves } from '../../../../test/kafka/while-it-moves.ts'
import { warnings } from '../../../../test/warnings.ts'
import type { Message } from '../../../seedwork/message.ts'
import { seededRandom } from '../../../testing/chaos/seeded-random.ts'
import { seeded } from '../../../testing/index.ts'
import { kafkaClient, kafkaPublisher, kafkaSubscriber, provisionKafka } from './index.ts'

let kafka: Broker

beforeAll(async () => {
  kafka = await temporaryKafka()
})
afterAll(() => kafka[Symbol.asyncDispose]())

const restarts = 10
const topic = 'eventos.pagos'
const keys = Array.from({ length: 20 }, (_, n) => `key-${n}`)
const subscription = { consumer: 'experiment', topics: [topic] }

/** What was committed, and what was handled in the order of first sights, while the broker was killed again and again. */
const killing = async (seed: number) => {
  const random = seededRandom(seed)
  const client = kafkaClient({ brokers: [kafka.address], clientId: 'restarts' })
  await provisionKafka({ client }, { topics: [{ topic, partitions: 6 }], subscriptions: [subscription] })
  await using publisher = kafkaPublisher({ client })
  const { committed, run } = laneWriter(publisher, topic, keys)
  const sights = new Map<string, Message>()
  let deliveries = 0
  const consumed = new AbortController()
  const consuming = kafkaSubscriber({ client, logger: warnings() }).consume(
    subscription,
    async (delivery) => {
      const message = delivery.message as Message
      deliveries += 1
      await pause(random() * 3)
      if (!sights.has(message.id)) sights.set(message.id, message)
      await delivery.ack()
    },
    { concurrency: 10, signal: consumed.signal },
  )
  const written = new AbortController()
  const writing = run(written.signal)
  const handled = (): number => sights.size
  const flowing = (): Promise<void> => {
    const { id } = committed.at(-1)!
    return whileItMoves(() => sights.has(id), handled)
  }
  await flowing()
  const backAfter: number[] = []
  for (let restart = 0; restart < restarts; restart += 1) {
    await pause(random() * 500)
    await kafka.kill()
    await pause(random() * 1_000)
    await kafka.restart()
    const answering = performance.now()
    await flowing()
    backAfter.push(Math.round(performance.now() - answering))
  }
  written.abort()
  await writing
  await whileItMoves(() => sights.size === committed.length, handled)
  consumed.abort()
  await consuming
  process.stdout.write(
    `seed ${seed}: ${committed.length} committed, ${deliveries - sights.size} of them came again; after each of ` +
      `${restarts} restarts messages flowed ${backAfter.join(', ')} ms after the broker answered\n`,
  )
  return { committed, sights: [...sights.values()] }
}

test('ten times killed under load, it loses nothing that was committed, keeps the order, and comes back each time', async () => {
  const { committed, sights } = await seeded(killing)
  const sequences = (messages: readonly Message[], key: string): readonly number[] =>
    messages.filter(({ partitionkey }) => partitionkey === key).map(({ sequence }) => sequence)
  expect(committed.length).toBeGreaterThan(1_000)
  for (const key of keys) expect(sequences(sights, key)).toEqual(sequences(committed, key))
})
