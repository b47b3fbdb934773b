import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Broker } from '../../../../test/brokers/broker.ts'
import { temporaryKafka } from '../../../../test/brokers/temporary-kafka.ts'
import type { Effect } from '../../../../test/kafka/consumer-process.ts'
import { laneWriter } from '../../../../test/kafka/lane-writer.ts'
import { whileItMoves } from '../../../../test/kafka/while-it-moves.ts'
import { seededRandom } from '../../../testing/chaos/seeded-random.ts'
import { seeded } from '../../../testing/index.ts'
import type { KafkaClient } from './config.ts'
import { kafkaClient, kafkaPublisher, provisionKafka } from './index.ts'
import { partitionName } from './produce-answers.ts'

let kafka: Broker

beforeAll(async () => {
  kafka = await temporaryKafka()
})
afterAll(() => kafka[Symbol.asyncDispose]())

const session = 2_000
const script = fileURLToPath(new URL('../../../../test/kafka/consumer-process.ts', import.meta.url))
const topic = 'eventos.embudo'
const consumer = 'rebalanced'
const keys = Array.from({ length: 24 }, (_, n) => `key-${n}`)

/** Effects as a database has them: an inbox's mark is written with the effect, and a second delivery changes nothing. */
const ledger = () => {
  const marks = new Set<string>()
  const effects: Effect[] = []
  let repeated = 0
  return {
    effects,
    marks,
    repeated: () => repeated,
    record(effect: Effect): void {
      if (marks.has(effect.id)) repeated += 1
      else effects.push(effect)
      marks.add(effect.id)
    },
  }
}

const instance = (record: (effect: Effect) => void, delay: () => number): ChildProcess => {
  const settings = JSON.stringify({ broker: kafka.address, consumer, topic, session })
  const child = fork(script, [settings], { execArgv: ['--conditions=@baltra/source'] })
  child.on('message', (effect: Effect) => {
    setTimeout(() => {
      // A process that is dead has had no effect since.
      if (!child.connected) return
      record(effect)
      child.send(effect.number, () => undefined)
    }, delay())
  })
  return child
}

const ended = async (child: ChildProcess, signal: NodeJS.Signals): Promise<void> => {
  const exit = once(child, 'exit')
  child.kill(signal)
  await exit
}

/** Stands still until its session is over and others have what it had, and wakes up with what it was about to say. */
const absent = async (child: ChildProcess, longer: number): Promise<void> => {
  child.kill('SIGSTOP')
  await pause(session + longer)
  child.kill('SIGCONT')
}

/** How often a position of the group was seen to move back. */
const watched = async (client: KafkaClient, signal: AbortSignal): Promise<number> => {
  const highest = new Map<string, bigint>()
  let back = 0
  await client.administer(async (admin) => {
    while (!signal.aborted) {
      for (const position of await admin.positions(consumer)) {
        const name = partitionName(position)
        if (position.offset < (highest.get(name) ?? 0n)) back += 1
        highest.set(name, position.offset)
      }
      await pause(50)
    }
  })
  return back
}

const comingAndGoing = async (seed: number) => {
  const random = seededRandom(seed)
  const client = kafkaClient({ brokers: [kafka.address], clientId: 'parent' })
  await provisionKafka(
    { client },
    { topics: [{ topic, partitions: 7 }], subscriptions: [{ consumer, topics: [topic] }] },
  )
  await using publisher = kafkaPublisher({ client })
  const { committed, run } = laneWriter(publisher, topic, keys)
  const { effects, marks, record, repeated } = ledger()
  const stop = new AbortController()
  // Some take so long that what comes behind them is saved meanwhile, were it saved too early.
  const taking = (): number => (random() < 0.03 ? 400 : random() * 10)
  using children = new DisposableStack()
  const start = (): ChildProcess => children.adopt(instance(record, taking), (child) => child.kill('SIGKILL'))
  const handled = (): number => marks.size
  const steady = start()
  let other = start()
  const writing = run(stop.signal)
  const watching = watched(client, stop.signal)
  for (let change = 0; change < 9; change += 1) {
    const before = marks.size
    await whileItMoves(() => marks.size >= before + 500, handled)
    await pause(random() * 300)
    if (change % 3 === 1) await absent(other, random() * 1_000)
    else {
      await ended(other, change % 3 === 2 ? 'SIGTERM' : 'SIGKILL')
      other = start()
    }
  }
  stop.abort()
  await writing
  await whileItMoves(() => marks.size === committed.length, handled)
  await Promise.all([ended(steady, 'SIGTERM'), ended(other, 'SIGTERM')])
  const movedBack = await watching
  process.stdout.write(`seed ${seed}: ${committed.length} committed, ${repeated()} came again\n`)
  return { committed, effects, movedBack }
}

test('instances that are killed, stand still, leave and come under load have each effect once and in the order of its key', async () => {
  const { committed, effects, movedBack } = await seeded(comingAndGoing)
  for (const key of keys) {
    expect(effects.filter((effect) => effect.key === key).map(({ sequence }) => sequence)).toEqual(
      committed.filter(({ partitionkey }) => partitionkey === key).map(({ sequence }) => sequence),
    )
  }
  expect(movedBack).toBe(0)
})
