import { setTimeout as pause } from 'node:timers/promises'
import { CompanyId, uuidv7Ids } from '@baltra/sdk'
import { Database, database, PgOutbox, unitOfWork, type Bell } from '@baltra/sdk/infra/db'
import { relay } from '@baltra/sdk/infra/messaging'
import { postgresPublisher, postgresSubscriber } from '@baltra/sdk/infra/messaging/postgres'
import { Client } from 'pg'
import { bareClients, type BareClients } from './bare-clients.ts'
import { callOf, messageOf, topic } from './bench-messages.ts'
import type { Benchmark, Result } from './benchmark.ts'
import { paired, quantiles, rate, spread, type Quantiles } from './paired.ts'
import { prepareThings, insertThing, newThing } from './things.ts'
import { withPostgres } from './with-postgres.ts'

const clients = 8
const rounds = 8
const writeRounds = { rounds: 8, milliseconds: 2_000 }
/** Each client commits, rests and commits again: 200 transactions a second in all, far from what the machine can do. */
const restMilliseconds = 40
const roundMilliseconds = 3_000

const channel = 'bench_things'

/**
 * From sending a transaction, all in one packet, to the handler in the same process: through outbox, relay, transport and
 * consumer, durable at each step, against a `pg_notify` inside the transaction, which nothing keeps when nobody listens. From
 * the answer to the commit it could not be measured: a notification comes in the same packet. And what telling costs those who write: the same units of work at full speed with and without bells.
 */
export const latency: Benchmark = {
  name: 'latency',
  about: 'from a commit to its handler, against NOTIFY in the transaction',
  run: (progress) =>
    withPostgres(async (url) => {
      const companyId = uuidv7Ids.next(CompanyId)
      await prepareThings(url, companyId, 0)
      progress(
        `${rounds} pairs of ${roundMilliseconds / 1000} s, then ${writeRounds.rounds} of ${writeRounds.milliseconds / 1000} s`,
      )
      const latencies = await compareLatencies(url, companyId)
      const writeRate = await compareWriting(url, companyId)
      return {
        ...latencies,
        ratios: { ...latencies.ratios, 'P4.write-rate': { ...writeRate, goal: { atLeast: 0.95 } } },
      }
    }),
}

const compareLatencies = async (url: string, companyId: CompanyId): Promise<Result> => {
  const found: number[] = []
  const all: Record<'outbox' | 'notify', number[]> = { outbox: [], notify: [] }
  await using ours = await throughOutbox(url, companyId)
  await using raw = await throughNotify(url, companyId)
  for (let round = -1; round < rounds; round += 1) {
    const [first, second] = round % 2 === 0 ? [ours, raw] : [raw, ours]
    const times = new Map([
      [first, await first.round()],
      [second, await second.round()],
    ])
    if (round < 0) continue
    found.push(p50(times.get(ours)!) / p50(times.get(raw)!))
    all.outbox.push(...times.get(ours)!)
    all.notify.push(...times.get(raw)!)
  }
  const milliseconds: Record<string, Quantiles> = { outbox: quantiles(all.outbox), notify: quantiles(all.notify) }
  return { name: 'latency', ratios: { P4: { ...spread(found), goal: { atMost: 1.5 } } }, milliseconds }
}

const p50 = (times: readonly number[]): number => times.toSorted((one, other) => one - other)[times.length >> 1]!

interface Path extends AsyncDisposable {
  /** How long each message of a round took, in milliseconds. */
  round(): Promise<readonly number[]>
}

/** Pairs transactions with what their handlers saw. */
class Stopwatch {
  readonly #started = new Map<string, number>()
  readonly #handled = new Map<string, number>()

  start(id: string): void {
    this.#started.set(id, performance.now())
  }

  handle(id: string): void {
    this.#handled.set(id, performance.now())
  }

  /** The times of a round, once all of it has come. */
  async times(): Promise<readonly number[]> {
    while (this.#handled.size < this.#started.size) await pause(5)
    const times = [...this.#started].map(([id, at]) => this.#handled.get(id)! - at)
    this.#started.clear()
    this.#handled.clear()
    return times
  }
}

const paced = async (commit: () => Promise<void>): Promise<void> => {
  await rate(clients, roundMilliseconds, async () => {
    await commit()
    await pause(restMilliseconds * (0.5 + Math.random()))
  })
}

const throughOutbox = async (url: string, companyId: CompanyId): Promise<Path> => {
  const stack = new AsyncDisposableStack()
  const app = stack.use(database({ url, connections: clients }))
  const system = stack.use(database({ url, role: 'baltra_system' }))
  const stop = new AbortController()
  const { signal } = stop
  const watch = new Stopwatch()
  const logger = { warn: (facts: object, message: string) => console.error(message, facts) }
  const outbox = stack.use(new PgOutbox({ database: system }))
  const subscriber = postgresSubscriber({ engine: system, logger })
  await subscriber.subscribe({ consumer: 'bench', topics: [topic] })
  const publisher = postgresPublisher({ engine: system })
  const working = Promise.all([
    relay({ outbox, publisher, logger, emit: () => undefined }, { signal }),
    subscriber.consume(
      { consumer: 'bench', topics: [topic] },
      async (delivery) => {
        watch.handle((delivery.message as { id: string }).id)
        await delivery.ack()
      },
      { concurrency: clients, signal },
    ),
  ])
  stack.defer(async () => {
    stop.abort()
    await working
  })
  const work = unitOfWork({ database: app }, (transaction) => transaction)
  const commit = async (): Promise<void> => {
    const row = newThing(companyId)
    const message = messageOf(String(row[0]))
    watch.start(message.id)
    await work.run(callOf(companyId), async (transaction) => {
      transaction.write(insertThing, row, 'bench_insert')
      transaction.publish(message)
    })
  }
  return {
    async round() {
      await paced(commit)
      return watch.times()
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

const throughNotify = async (url: string, companyId: CompanyId): Promise<Path> => {
  const watch = new Stopwatch()
  const stack = new AsyncDisposableStack()
  const bare: BareClients = stack.use(await bareClients({ url, companyId, clients, pipeline: true }))
  const listener = new Client({ connectionString: url })
  await listener.connect()
  stack.defer(() => listener.end())
  listener.on('notification', ({ payload }) => watch.handle(payload!))
  await listener.query(`listen ${channel}`)
  const side = bare.with(async (client) => {
    const row = newThing(companyId)
    watch.start(String(row[0]))
    await Promise.all([
      client.query('begin'),
      client.query({ name: 'bench_insert', text: insertThing, values: row }),
      client.query({ name: 'bench_notify', text: `select pg_notify('${channel}', $1)`, values: [row[0]] }),
      client.query('commit'),
    ])
  })
  return {
    async round() {
      await paced(side)
      return watch.times()
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

/** Tells nobody. */
class MuteDatabase extends Database {
  override bell(channelName: string): Bell {
    const bell = super.bell(channelName)
    return Object.assign(Object.create(bell) as Bell, { ring: () => undefined })
  }
}

/** With somebody who listens in another process's place, and no relay: what it costs to tell, and nothing else. */
const compareWriting = async (url: string, companyId: CompanyId) => {
  await using telling = database({ url, connections: clients })
  await using mute = new MuteDatabase({ url, connections: clients })
  await using system = database({ url, role: 'baltra_system' })
  using _ear = system.bell('baltra_outbox').ear()
  const writing = (app: Database) => {
    const work = unitOfWork({ database: app }, (transaction) => transaction)
    return (milliseconds: number) =>
      rate(clients, milliseconds, () =>
        work.run(callOf(companyId), async (transaction) => {
          const row = newThing(companyId)
          transaction.write(insertThing, row, 'bench_insert')
          transaction.publish(messageOf(String(row[0])))
        }),
      )
  }
  return await paired(writing(telling), writing(mute), writeRounds)
}
