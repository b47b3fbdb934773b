import { setTimeout as pause } from 'node:timers/promises'
import { expect, inject, test } from 'vitest'
import { database, PgOutbox } from '../../src/infra/db/index.ts'
import { relay } from '../../src/infra/messaging/index.ts'
import { postgresPublisher, postgresSubscriber } from '../../src/infra/messaging/postgres/index.ts'
import { CompanyId } from '../../src/seedwork/call.ts'
import { uuidv7 } from '../../src/seedwork/typed-id.ts'
import { seededRandom } from '../../src/testing/chaos/seeded-random.ts'
import { chaotic, cloneDatabase, seeded } from '../../src/testing/index.ts'
import { eventually } from '../eventually.ts'
import { superuser } from '../superuser.ts'
import { warnings } from '../warnings.ts'
import { allOrStop } from './all-or-stop.ts'
import { childProcess } from './child-process.ts'
import { Happened, writer } from './committed.ts'
import { effectsIn, makeEffects, sequentialEffects } from './effects.ts'
import { killedAgainAndAgain } from './killed-again-and-again.ts'

const milliseconds = 60_000
const keys = Array.from({ length: 30 }, (_, n) => `key-${n}`)
const companyId = CompanyId.parse(uuidv7(Date.now()))

const writing = async (url: string, random: () => number, signal: AbortSignal, sent: Map<string, string[]>) => {
  await using mine = await writer(url, companyId)
  while (!signal.aborted) {
    const key = keys[Math.floor(random() * keys.length)]!
    for (const [at, id] of await mine.write([key], Promise.resolve(true))) sent.get(at)!.push(id)
    await pause(random() * 20)
  }
}

/** Sends again, late and turned round across keys, never within one. */
const relaying = async (url: string, seed: number, signal: AbortSignal) => {
  await using engine = database({ url, role: 'baltra_system', name: 'relay' })
  await using outbox = new PgOutbox({ database: engine })
  const transport = { ...postgresPublisher({ engine }), ...postgresSubscriber({ engine, logger: warnings() }) }
  const publisher = chaotic(transport, { seed, duplicate: 0.2, reorder: 0.2, drop: 0.02 })
  await relay({ outbox, publisher, logger: warnings(), emit: () => undefined }, { batch: 20, signal })
}

const experiment = async (seed: number): Promise<void> => {
  const random = seededRandom(seed)
  await using clone = await cloneDatabase(inject('postgres'))
  await using root = await superuser(clone.url)
  await makeEffects(root)
  await root.query('insert into messaging.subscriptions (consumer, topic) values ($1, $2)', [
    'experiment',
    Happened.topic,
  ])
  const sent = new Map(keys.map((key) => [key, [] as string[]]))
  const mortal = (n: number) => ({
    start: () => childProcess('consumer-process.ts', { url: clone.url, seed: seed + n }),
    life: () => 500 + random() * 2_500,
    signal: AbortSignal.timeout(milliseconds),
  })
  await using one = await killedAgainAndAgain(mortal(1))
  await using other = await killedAgainAndAgain(mortal(2))
  const drained = new AbortController()
  const relayed = relaying(clone.url, seed, drained.signal)
  await allOrStop<void[]>(milliseconds, [(signal) => writing(clone.url, random, signal, sent)])
  await eventually(async () => expect(await root.query('select 1 from messaging.outbox limit 1')).toEqual([]))
  await eventually(async () => expect(await root.query('select 1 from messaging.deliveries limit 1')).toEqual([]))
  drained.abort()
  await relayed

  const total = [...sent.values()].reduce((sum, { length }) => sum + length, 0)
  process.stdout.write(`seed ${seed}: ${total} messages, ${one.kills + other.kills} kills\n`)
  expect([one.kills > 4, other.kills > 4, total > 1_000]).toEqual([true, true, true])
  expect(await effectsIn(root)).toEqual(sequentialEffects(sent))
}

test('the effects of consumers that are killed, over a transport that repeats, reorders, delays and refuses, are those of a sequential run', () =>
  seeded(experiment))
