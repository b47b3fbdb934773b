import { setTimeout as pause } from 'node:timers/promises'
import { expect, inject, test } from 'vitest'
import { CompanyId } from '../../src/seedwork/call.ts'
import { uuidv7 } from '../../src/seedwork/typed-id.ts'
import { seededRandom } from '../../src/testing/chaos/seeded-random.ts'
import { cloneDatabase, seeded } from '../../src/testing/index.ts'
import { consuming, type Consuming } from '../consuming.ts'
import { eventually } from '../eventually.ts'
import { superuser } from '../superuser.ts'
import { allOrStop } from './all-or-stop.ts'
import { childProcess } from './child-process.ts'
import { Happened, writer } from './committed.ts'
import { killedAgainAndAgain } from './killed-again-and-again.ts'

const milliseconds = 60_000
const writers = 8
const keys = Array.from({ length: 24 }, (_, n) => `key-${n}`)
const companyId = CompanyId.parse(uuidv7(Date.now()))

/** Writes without a pause until `signal` aborts: 5 % is rolled back, some transactions stay open for 1 to 3 s. */
const writing = async (url: string, random: () => number, signal: AbortSignal, committed: Map<string, Set<string>>) => {
  await using mine = await writer(url, companyId)
  while (!signal.aborted) {
    const chosen = new Set(
      Array.from({ length: 1 + Math.floor(random() * 3) }, () => keys[Math.floor(random() * keys.length)]!),
    )
    const open = random() < 0.05 ? 1_000 + random() * 2_000 : random() * 50
    const isCommitted = random() >= 0.05
    const written = await mine.write(
      [...chosen],
      pause(open).then(() => isCommitted),
    )
    for (const [key, id] of written) committed.get(key)!.add(id)
    // What is asked is whether a key stalls, not how much the machine can do.
    await pause(random() * 100)
  }
}

/**
 * A key that nobody writes to now is delivered while others hold their transactions open: whoever waits for it holds one
 * himself, of another key, and ends it only when the message has come. How long each took.
 */
const probing = async (url: string, consumer: Consuming, signal: AbortSignal): Promise<readonly number[]> => {
  await using holder = await writer(url, companyId)
  await using prober = await writer(url, companyId)
  const took: number[] = []
  for (let n = 0; !signal.aborted; n += 1) {
    const delivered = Promise.withResolvers<boolean>()
    const held = holder.write(['held'], delivered.promise)
    const [id] = (await prober.write([`probe-${n}`], Promise.resolve(true))).values()
    const start = performance.now()
    try {
      await eventually(() => expect(consumer.seen.some((message) => message.id === id)).toBe(true))
    } finally {
      delivered.resolve(true)
    }
    took.push(performance.now() - start)
    await held
    await pause(200)
  }
  return took.toSorted((one, other) => one - other)
}

const firstSights = ({ seen }: Consuming, key: string) => [
  ...new Map(seen.filter(({ partitionkey }) => partitionkey === key).map((message) => [message.id, message])).values(),
]

const experiment = async (seed: number): Promise<void> => {
  const random = seededRandom(seed)
  await using clone = await cloneDatabase(inject('postgres'))
  await using root = await superuser(clone.url)
  await using consumer = await consuming(clone.url, { topics: [Happened.topic], concurrency: 20 })
  const committed = new Map(keys.map((key) => [key, new Set<string>()]))
  const start = () => childProcess('relay-process.ts', { url: clone.url })
  const mortal = { start, life: () => 2_000, signal: AbortSignal.timeout(milliseconds) }
  await using one = await killedAgainAndAgain(mortal)
  await using other = await killedAgainAndAgain(mortal)
  const written = Array.from(
    { length: writers },
    () => (signal: AbortSignal) => writing(clone.url, random, signal, committed),
  )
  const [probes] = await allOrStop<[readonly number[], ...void[]]>(milliseconds, [
    (signal) => probing(clone.url, consumer, signal),
    ...written,
  ])
  await eventually(async () => expect(await root.query('select 1 from messaging.outbox limit 1')).toEqual([]))
  await eventually(async () => expect(await root.query('select 1 from messaging.deliveries limit 1')).toEqual([]))

  const total = [...committed.values()].reduce((sum, { size }) => sum + size, 0)
  const median = Math.round(probes[Math.floor(probes.length / 2)]!)
  const longest = Math.round(probes.at(-1)!)
  process.stdout.write(
    `seed ${seed}: ${total} messages, ${one.kills + other.kills} kills; a free key took ${median} ms in the median, ${longest} ms at most\n`,
  )
  // Otherwise nothing was tried.
  expect([one.kills > 4, other.kills > 4, total > 1_000, probes.length > 10]).toEqual([true, true, true, true])
  for (const [key, ids] of committed) {
    const seen = firstSights(consumer, key)
    expect(new Set(seen.map(({ id }) => id))).toEqual(ids)
    expect(seen.map(({ sequence }) => sequence)).toEqual(seen.map((_, n) => n + 1))
  }
}

test('relays that are killed while writers roll back and are slow lose nothing, turn nothing round and stall no key', () =>
  seeded(experiment))
