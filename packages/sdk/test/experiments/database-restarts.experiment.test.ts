import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { database, migrate, PgOutbox, unitOfWork } from '../../src/infra/db/index.ts'
import { relay } from '../../src/infra/messaging/index.ts'
import { postgresPublisher } from '../../src/infra/messaging/postgres/index.ts'
import { CompanyId } from '../../src/seedwork/call.ts'
import { Failure } from '../../src/seedwork/failure.ts'
import { uuidv7 } from '../../src/seedwork/typed-id.ts'
import { seededRandom } from '../../src/testing/chaos/seeded-random.ts'
import { embeddedPostgres, freePort, seeded, type EmbeddedPostgres } from '../../src/testing/index.ts'
import { aCall } from '../a-call.ts'
import { consuming } from '../consuming.ts'
import { eventually } from '../eventually.ts'
import { superuser } from '../superuser.ts'
import { warnings } from '../warnings.ts'
import { allOrStop } from './all-or-stop.ts'
import { Happened, happened } from './committed.ts'

const restarts = 10
const writers = 4
const keys = Array.from({ length: 20 }, (_, n) => `key-${n}`)
const companyId = CompanyId.parse(uuidv7(Date.now()))

/** What was committed is known to the database alone: whoever is cut off in a commit does not know. */
const makeLedger = async (url: string): Promise<void> => {
  await using root = await superuser(url)
  await root.query(`
    create schema experiment;
    create table experiment.written (id uuid primary key, key text not null);
    grant usage on schema experiment to baltra_app;
    grant insert on experiment.written to baltra_app`)
}

/** The server as a failing machine leaves it: no session is ended in order, nothing is written that was not yet. */
const crash = async (server: EmbeddedPostgres): Promise<void> => {
  process.kill(server.pid, 'SIGQUIT')
  await server.exited
}

const writing = async (url: string, random: () => number, signal: AbortSignal): Promise<void> => {
  await using app = database({ url, connections: 2 })
  const work = unitOfWork({ database: app }, (transaction) => transaction)
  while (!signal.aborted) {
    const key = keys[Math.floor(random() * keys.length)]!
    const message = happened(key)
    const written = work.run(aCall({ companyId }), async (transaction) => {
      transaction.write('insert into experiment.written (id, key) values ($1, $2)', [message.id, key])
      transaction.publish(message)
    })
    await written.catch((error: unknown) => {
      // Anything but these would be a mistake of the experiment.
      if (!Failure.is(error) || !['unavailable', 'unknown'].includes(error.kind)) throw error
    })
    await pause(random() * 10)
  }
}

const experiment = async (seed: number): Promise<void> => {
  const random = seededRandom(seed)
  const directory = await mkdtemp(join(tmpdir(), 'baltra-restarts-'))
  const port = await freePort()
  let server = await embeddedPostgres({ directory, port })
  const { url } = server
  try {
    await migrate({ url })
    await makeLedger(url)
    await using engine = database({ url, role: 'baltra_system', name: 'relay' })
    await using outbox = new PgOutbox({ database: engine })
    await using consumer = await consuming(url, { topics: [Happened.topic] })
    const stop = new AbortController()
    const publisher = postgresPublisher({ engine })
    const relaying = relay({ outbox, publisher, logger: warnings(), emit: () => undefined }, { signal: stop.signal })
    const back: number[] = []
    const restarting = async (): Promise<void> => {
      for (let n = 0; n < restarts; n += 1) {
        await pause(300 + random() * 1_500)
        await crash(server)
        await pause(random() * 500)
        server = await embeddedPostgres({ directory, port })
        const start = performance.now()
        // What comes now and was not there before: writer, relay and consumer are all back.
        const before = consumer.seen.length
        await eventually(() => expect(consumer.seen.length).toBeGreaterThan(before + 20))
        back.push(Math.round(performance.now() - start))
      }
      stop.abort()
    }
    const writes = Array.from({ length: writers }, () => () => writing(url, random, stop.signal))
    await allOrStop<void[]>(240_000, [restarting, ...writes])
    await relaying
    await using root = await superuser(url)
    await relayTheRest(url)
    const written = await root.query<{ id: string; key: string }>('select id, key from experiment.written')
    await eventually(() => expect(new Set(consumer.seen.map(({ id }) => id)).size).toBe(written.length))
    process.stdout.write(
      `seed ${seed}: ${written.length} messages, ${restarts} restarts, back after ${back.join(', ')} ms\n`,
    )
    expect(new Set(consumer.seen.map(({ id }) => id))).toEqual(new Set(written.map(({ id }) => id)))
    for (const key of keys) {
      const ofKey = consumer.seen.filter(({ partitionkey }) => partitionkey === key)
      const sequences = [...new Set(ofKey.map(({ sequence }) => sequence))]
      expect(sequences).toEqual(sequences.map((_, n) => n + 1))
    }
  } finally {
    await server[Symbol.asyncDispose]()
    await rm(directory, { recursive: true, force: true })
  }
}

const relayTheRest = async (url: string): Promise<void> => {
  await using engine = database({ url, role: 'baltra_system' })
  await using outbox = new PgOutbox({ database: engine })
  const publisher = postgresPublisher({ engine })
  while ((await outbox.drain((batch) => publisher.publish(batch), { limit: 500, except: [] })).taken > 0);
}

test('a database that crashes again and again under load loses nothing that was committed, and everything comes back by itself', () =>
  seeded(experiment))
