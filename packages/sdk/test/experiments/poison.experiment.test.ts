import { expect, inject, test } from 'vitest'
import { database } from '../../src/infra/db/index.ts'
import { deadLetters, postgresPublisher } from '../../src/infra/messaging/postgres/index.ts'
import { CompanyId } from '../../src/seedwork/call.ts'
import { Failure } from '../../src/seedwork/failure.ts'
import type { Outbound } from '../../src/seedwork/message.ts'
import { uuidv7 } from '../../src/seedwork/typed-id.ts'
import { seededRandom } from '../../src/testing/chaos/seeded-random.ts'
import { cloneDatabase, seeded } from '../../src/testing/index.ts'
import { consuming, type Consuming } from '../consuming.ts'
import { eventually } from '../eventually.ts'
import { outboundMessage } from '../outbound-message.ts'
import { Happened } from './committed.ts'

const keys = Array.from({ length: 50 }, (_, n) => `key-${n}`)
const each = 20
const companyId = CompanyId.parse(uuidv7(Date.now()))
const poisonous = new Failure('invalid', 'experiment.poison', 'nobody can handle this')

const messages = (): readonly Outbound[] =>
  Array.from({ length: each }, (_, n) =>
    keys.map((key) => outboundMessage({ companyId, topic: Happened.topic, key, sequence: n + 1 })),
  ).flat()

const sequences = ({ seen }: Consuming, key: string) =>
  seen.filter(({ partitionkey }) => partitionkey === key).map(({ sequence }) => sequence)

const upTo = (last: number) => Array.from({ length: last }, (_, n) => n + 1)

/** How long all of them take when none is poisonous, in milliseconds. */
const undisturbed = async (url: string): Promise<number> => {
  await using consumer = await consuming(url, { consumer: 'undisturbed', topics: [Happened.topic] })
  const start = performance.now()
  await postgresPublisher(consumer).publish(messages())
  await eventually(() => expect(consumer.seen).toHaveLength(keys.length * each))
  return performance.now() - start
}

const experiment = async (seed: number): Promise<void> => {
  const random = seededRandom(seed)
  await using clone = await cloneDatabase(inject('postgres'))
  const without = await undisturbed(clone.url)
  const victim = keys[Math.floor(random() * keys.length)]!
  const place = 1 + Math.floor(random() * each)
  let isCured = false
  await using engine = database({ url: clone.url, role: 'baltra_system' })
  const consumer = await consuming(clone.url, {
    topics: [Happened.topic],
    handle: (delivery, { partitionkey, sequence }) =>
      partitionkey === victim && sequence === place && !isCured ? delivery.park(poisonous) : delivery.ack(),
  })
  await using _ending = consumer
  const start = performance.now()
  await postgresPublisher({ engine }).publish(messages())
  const others = keys.filter((key) => key !== victim)
  await eventually(() => others.forEach((key) => expect(sequences(consumer, key)).toEqual(upTo(each))))
  const took = performance.now() - start
  await eventually(() => expect(sequences(consumer, victim)).toEqual(upTo(place)))
  process.stdout.write(
    `seed ${seed}: the others took ${(took / without).toFixed(2)} of the time that all take without poison\n`,
  )

  const letters = deadLetters({ engine })
  const [letter, ...more] = await letters.list({ consumer: 'tester', limit: 10 })
  expect([more, letter!.key, letter!.behind]).toEqual([[], victim, each - place])
  isCured = true
  await letters.replay(letter!.id)
  const replayed = [...upTo(place), ...upTo(each).slice(place - 1)]
  await eventually(() => expect(sequences(consumer, victim)).toEqual(replayed))
}

test('a poisonous message holds its own key and no other, and a replay brings that key on in order', () =>
  seeded(experiment))
