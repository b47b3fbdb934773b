import { randomInt } from 'node:crypto'
import { CompanyId, uuidv7Ids, type Checkpoint, type EventFeed, type NewEvent, type StreamName } from '@baltra/sdk'
import { database, migrate, unitOfWork, type Database } from '@baltra/sdk/infra/db'
import { appendEvents, eventFeed, eventStore, loadEvents } from '@baltra/sdk/infra/db/events'
import { Client } from 'pg'
import { callOf, dataOf } from './bench-messages.ts'
import type { Benchmark } from './benchmark.ts'
import { emmettStore, type Emmett } from './emmett-side.ts'
import { paired, rate, type Side } from './paired.ts'
import { peerVersions } from './peer-versions.ts'
import { withPostgres } from './with-postgres.ts'

const rounds = { rounds: 10, milliseconds: 2_000 }
/** Events of a stream before the next is begun, and of those that are loaded. */
const length = 100
const streams = 500
const page = 100
/** How far a reader of a growing store is behind. */
const behind = 5_000
const category = 'category1'

/**
 * Appends of one event, each with the version that it expects and each durable when it is answered; whole streams; pages of
 * the feed of a reader who is a little behind, in a store that is large and one that is small.
 */
export const events: Benchmark = {
  name: 'events',
  about: 'the event store: appends, loads and pages of the feed, against emmett',
  run: (progress) =>
    withPostgres(async (url) => {
      progress(`${rounds.rounds} pairs of ${rounds.milliseconds / 1000} s for each ratio`)
      await using emmett = await emmettStore(await createDatabase(url, 'emmett'))
      await using db = database({ url, connections: 8 })
      const companyId = uuidv7Ids.next(CompanyId)
      const against = (one: Side, other: Side) => paired(one, other, rounds)
      await fillBoth(url, companyId, emmett)
      const appends = {
        'P6.append-1': { ...(await against(append(db, companyId, 1), emmett.append(1))), goal: { atLeast: 1.9 } },
        'P6.append-8': { ...(await against(append(db, companyId, 8), emmett.append(8))), goal: { atLeast: 2.3 } },
        'P6.append-1.unit-of-work': await against(appendInUnit(db, companyId, 1), emmett.append(1)),
        'P6.append-8.unit-of-work': await against(appendInUnit(db, companyId, 8), emmett.append(8)),
        'P6.load-100': { ...(await against(load(db, companyId), emmett.load(streamNames))), goal: { atLeast: 2 } },
      }
      progress('filling stores of 10,000, 100,000 and 1,000,000 events')
      await using small = await filledFeed(url, 10_000)
      await using medium = await filledFeed(url, 100_000)
      await using large = await filledFeed(url, 1_000_000)
      await using peer = await emmettStore(await createDatabase(url, 'emmett_feed'))
      await peer.fillFeed(100_000)
      const [atSmall, atLarge] = [await small.pages(behind), await large.pages(behind)]
      const pages = {
        'P7.growth': { ...(await against(atSmall, atLarge)), goal: { atMost: 1.1 } },
        'P7.emmett': {
          ...(await against(await medium.pages(100_000), peer.pages({ total: 100_000, page }))),
          goal: { atLeast: 100 },
        },
      }
      const peers = peerVersions('@event-driven-io/emmett', '@event-driven-io/emmett-postgresql')
      return { name: 'events', ratios: { ...appends, ...pages }, peers }
    }),
}

const createDatabase = async (url: string, name: string): Promise<string> => {
  const client = new Client({ connectionString: url })
  await client.connect()
  await client.query(`create database ${client.escapeIdentifier(name)}`)
  await client.end()
  const own = new URL(url)
  own.pathname = name
  return own.href
}

const streamNames = Array.from({ length: streams }, (_, n): StreamName => `loaded-${n}`)

const newEvent = (key: string): NewEvent => {
  const [id, at] = [uuidv7Ids.next(CompanyId), new Date()]
  return { id, type: 'bench.changed', schemaVersion: 1, at, data: dataOf(key) }
}

const fillBoth = async (url: string, companyId: CompanyId, emmett: Emmett): Promise<void> => {
  await using db = database({ url })
  for (const stream of streamNames) {
    const own = Array.from({ length }, () => newEvent(stream))
    await appendEvents({ database: db }, callOf(companyId), stream, own, { expected: 0 })
    await emmett.fillStream(stream, length)
  }
  const client = new Client({ connectionString: url })
  await client.connect()
  await client.query('vacuum analyze events.events')
  await client.end()
}

/** Each client goes on with a stream of its own, and begins another when it is long. */
const growing = (work: (stream: StreamName, version: number) => Promise<void>): (() => Promise<void>) => {
  const open: { stream: StreamName; version: number }[] = []
  return async () => {
    const own = open.pop() ?? { stream: `grown-${uuidv7Ids.next(CompanyId)}`, version: 0 }
    await work(own.stream, own.version)
    own.version += 1
    if (own.version < length) open.push(own)
  }
}

const append = (db: Database, companyId: CompanyId, clients: number): Side => {
  const call = callOf(companyId)
  const once = growing(async (stream, expected) => {
    await appendEvents({ database: db }, call, stream, [newEvent(stream)], { expected })
  })
  return (milliseconds) => rate(clients, milliseconds, once)
}

const appendInUnit = (db: Database, companyId: CompanyId, clients: number): Side => {
  const work = unitOfWork({ database: db }, (transaction) => eventStore(transaction))
  const once = growing((stream, expected) =>
    work.run(callOf(companyId), async (store) => store.append(stream, [newEvent(stream)], { expected })),
  )
  return (milliseconds) => rate(clients, milliseconds, once)
}

const load = (db: Database, companyId: CompanyId): Side => {
  const once = async (): Promise<void> => {
    const loaded = await loadEvents({ database: db }, { companyId }, streamNames[randomInt(streams)]!)
    if (loaded.length !== length) throw new Error(`${loaded.length} events were loaded`)
  }
  return (milliseconds) => rate(1, milliseconds, once)
}

interface FilledFeed extends AsyncDisposable {
  /** Pages of a reader who is anywhere in the last so many events. */
  pages(last: number): Promise<Side>
}

/** A store of so many events in four categories, of which one is read. */
const filledFeed = async (url: string, total: number): Promise<FilledFeed> => {
  const own = await createDatabase(url, `feed_${total}`)
  await migrate({ url: own })
  const client = new Client({ connectionString: own })
  await client.connect()
  const db = database({ url: own, role: 'baltra_system', connections: 1 })
  const feed = eventFeed({ database: db })
  await insertEvents(client, total - behind)
  const { checkpoint } = await feed.page(undefined, { limit: 1, category: 'none' })
  await insertEvents(client, behind)
  await client.query('vacuum analyze events.events')
  await client.end()
  return {
    async pages(last) {
      const places = await placesFrom(feed, last === behind ? checkpoint : undefined)
      return (milliseconds) =>
        rate(1, milliseconds, async () => {
          const { events: found } = await feed.page(places[randomInt(places.length)], { limit: page, category })
          if (found.length !== page) throw new Error(`a page had ${found.length} events`)
        })
    },
    [Symbol.asyncDispose]: () => db[Symbol.asyncDispose](),
  }
}

/** Where a reader stands from page to page, but for the last one, which is not full. */
const placesFrom = async (
  feed: EventFeed,
  start: Checkpoint | undefined,
): Promise<readonly (Checkpoint | undefined)[]> => {
  const places: (Checkpoint | undefined)[] = []
  for (let at = start; ;) {
    const { events: found, checkpoint } = await feed.page(at, { limit: page, category })
    if (found.length < page) return places
    places.push(at)
    at = checkpoint
  }
}

const insertEvents = (client: Client, count: number): Promise<unknown> =>
  client.query(
    `insert into events.events (company_id, stream, version, event, origin)
     select $1, format('category%s-%s', n % 4, gen_random_uuid()), 1,
       json_build_object('id', gen_random_uuid(), 'type', 'bench.changed', 'at', now(), 'data', $2::json),
       '{"actor": {"kind": "system", "id": "bench"}, "correlationId": "bench"}'
     from generate_series(1, $3::int) as n`,
    [uuidv7Ids.next(CompanyId), JSON.stringify(dataOf('thing-1')), count],
  )
