import { setTimeout as pause } from 'node:timers/promises'
import { expect } from 'vitest'
import { z } from 'zod'
import {
  defineProjection,
  eventStore,
  rebuildProjection,
  runProjection,
  type Projection,
} from '../src/infra/db/events/index.ts'
import type { Checkpoint } from '../src/seedwork/event-feed.ts'
import type { StoredEvent } from '../src/seedwork/event-store.ts'
import { Failure } from '../src/seedwork/failure.ts'
import { defineMessage } from '../src/seedwork/message-definition.ts'
import { seededRandom } from '../src/testing/chaos/seeded-random.ts'
import { eventDatabase, happened, type EventDatabase } from './event-fixture.ts'
import { eventually } from './eventually.ts'
import { warnings } from './warnings.ts'

const Happened = defineMessage({
  type: 'test.happened',
  version: 1,
  schema: z.object({ n: z.int() }),
  topic: 'eventos.test',
  key: () => 'k',
})

const counting = `(generation, company_id, stream, count, sum) values (events.generation(), $1, $2, 1, $3)
  on conflict (generation, company_id, stream) do update set count = c.count + 1, sum = c.sum + excluded.sum`

const columns = `(generation integer, company_id uuid, stream text, count integer, sum bigint,
  primary key (generation, company_id, stream))`

/** Counts the events of each stream. */
const tally = (name: 'inline' | 'following', insert: string): Projection =>
  defineProjection({
    name,
    category: 'noise',
    tables: [`tally.${name}`],
    events: [Happened],
    apply: ({ companyId, stream, data }, write) => write(insert, [companyId, stream, data.n]),
  })

/** Twice: along with the appends, and behind the feed. */
const inline = tally('inline', `insert into tally.inline as c ${counting}`)
const following = tally('following', `insert into tally.following as c ${counting}`)

const makeTally = (db: EventDatabase) =>
  db.root.query(`
    create schema tally;
    grant usage on schema tally to baltra_app, baltra_system;
    create table tally.inline ${columns};
    create table tally.following ${columns};
    grant all on all tables in schema tally to baltra_app, baltra_system`)

/** The live copy. */
const readTally = (db: EventDatabase, { name }: Projection) =>
  db.root.query(
    name === 'inline'
      ? `select stream, count, sum from tally.inline where generation = events.live('inline') order by stream`
      : `select stream, count, sum from tally.following where generation = events.live('following') order by stream`,
  )

/**
 * Two writers fight for each place of one stream, while others write, roll back and commit late, readers follow from
 * checkpoints that chance picks, and projections run and are built again.
 */
export const eventExperiment = async (seed: number, rounds: number): Promise<void> => {
  await using db = await eventDatabase()
  await makeTally(db)
  const random = seededRandom(seed)
  const stop = new AbortController()
  const projecting = runProjection({ database: db.system, logger: warnings() }, following, {
    signal: stop.signal,
    idle: 50,
  })
  let isOver = false
  const noise = Promise.all([1, 2, 3].map((writer) => makeNoise(db, writer, random, () => isOver)))
  const reading = read(db, random, () => isOver)
  const rebuilding = rebuild(db, () => isOver)
  try {
    for (let round = 0; round < rounds; round += 1) await duel(db, round)
  } finally {
    isOver = true
    await Promise.allSettled([noise, reading, rebuilding])
  }
  const [noises, readers] = await Promise.all([noise, reading, rebuilding])
  const dropped = noises.reduce((sum, { dropped: own }) => sum + own, 0)
  const written = await db.root.query<Written>(
    `select event ->> 'id' as id, position, stream, version from events.events`,
  )
  await expectOneWinnerEach(db, rounds)
  await expectNoPositionLost(db, written.length + dropped)
  for (const reader of readers) expectAllOnce(reader, written)
  await eventually(async () => expect(await readTally(db, following)).toEqual(await readTally(db, inline)))
  stop.abort()
  await projecting
  await expectRebuiltEqualsLive(db)
}

/** Both see version `round`, and one of them gets the next. */
const duel = async (db: EventDatabase, round: number): Promise<void> => {
  const outcomes = await Promise.allSettled([1, 2].map((n) => db.append('duel-one', [n], round)))
  const [refused] = outcomes.filter(({ status }) => status === 'rejected') as PromiseRejectedResult[]
  const winners = outcomes.filter(({ status }) => status === 'fulfilled')
  expect({ round, winners: winners.length }).toEqual({ round, winners: 1 })
  expect(Failure.is(refused!.reason) && refused!.reason).toMatchObject({ kind: 'conflict', retryable: true })
}

interface Noise {
  readonly writer: number
  readonly random: () => number
  /** How many positions were drawn by what was rolled back. */
  dropped: number
}

/** Writes until it is over; what was rolled back. */
const makeNoise = async (
  db: EventDatabase,
  writer: number,
  random: () => number,
  isOver: () => boolean,
): Promise<Noise> => {
  const noise: Noise = { writer, random, dropped: 0 }
  for (let n = 0; !isOver(); n += 1) await oneUnit(db, noise, n)
  return noise
}

const oneUnit = async (db: EventDatabase, noise: Noise, n: number): Promise<void> => {
  const { writer, random } = noise
  await using transaction = await db.app.begin(db.call)
  const store = eventStore(transaction, { inline: [inline] })
  const events = Array.from({ length: 1 + Math.floor(random() * 3) }, (_, index) => happened(n * 10 + index))
  store.append(`noise-${writer}`, events, { expected: 'any' })
  if (random() < 0.3) store.append(`noise-${writer}x${n % 5}`, [happened(n)], { expected: 'any' })
  const [drawn] = await transaction.query<{ count: number }>(
    'select count(*)::int as count from events.events where xid = pg_current_xact_id()',
  )
  // Most are short, some stay open while hundreds of others come and go.
  await pause(random() < 0.1 ? random() * 150 : random() * 10)
  if (random() < 0.2) noise.dropped += drawn!.count
  else await transaction.commit()
}

interface Reader {
  checkpoint: Checkpoint | undefined
  readonly seen: StoredEvent[]
}

/** Several readers; now and then one goes on from where another stands. */
const read = async (db: EventDatabase, random: () => number, isOver: () => boolean): Promise<readonly Reader[]> => {
  const readers: Reader[] = Array.from({ length: 6 }, () => ({ checkpoint: undefined, seen: [] }))
  const step = async (reader: Reader): Promise<boolean> => {
    const page = await db.feed.page(reader.checkpoint, { limit: 1 + Math.floor(random() * 60) })
    const last = page.events[Math.floor(random() * page.events.length)]
    // Some pages are left in the middle, as by a handler that stumbles.
    const isLeft = last !== undefined && random() < 0.2
    reader.seen.push(...(isLeft ? page.events.slice(0, page.events.indexOf(last) + 1) : page.events))
    reader.checkpoint = isLeft ? page.upTo(last) : page.checkpoint
    return page.isLast && !isLeft
  }
  while (!isOver()) {
    const index = Math.floor(random() * readers.length)
    await step(readers[index]!)
    await pause(random() * 10)
    const { checkpoint, seen } = readers[index]!
    if (random() < 0.02) readers[Math.floor(random() * readers.length)] = { checkpoint, seen: [...seen] }
  }
  // Writers that are still open have a moment to end.
  await pause(300)
  for (const reader of readers) while (!(await step(reader))) continue
  return readers
}

/** The projection that runs is built again and again while it runs. */
const rebuild = async (db: EventDatabase, isOver: () => boolean): Promise<void> => {
  while (!isOver()) {
    await rebuildProjection({ database: db.system }, following, { batch: 200 })
    await rebuildProjection({ database: db.system }, inline, { batch: 200 })
    await pause(1_000)
  }
}

interface Written {
  readonly id: string
  readonly position: string
  readonly stream: string
  readonly version: number
}

const expectOneWinnerEach = async (db: EventDatabase, rounds: number): Promise<void> => {
  const [row] = await db.root.query(
    `select count(*)::int as count, max(version) as last from events.events where stream = 'duel-one'`,
  )
  expect(row).toEqual({ count: rounds, last: rounds })
}

/** All that were drawn belong to an event, or to a unit that was rolled back: none to whoever came too late. */
const expectNoPositionLost = async (db: EventDatabase, drawn: number): Promise<void> => {
  const [row] = await db.root.query<{ last: string }>('select last_value as last from events.events_position_seq')
  expect(Number(row!.last)).toBe(drawn)
}

const expectAllOnce = ({ seen }: Reader, written: readonly Written[]): void => {
  expect(new Set(seen.map(({ id }) => id)).size).toBe(seen.length)
  expect(seen.map(({ position }) => position).toSorted(byNumber)).toEqual(
    written.map(({ position }) => Number(position)).toSorted(byNumber),
  )
  for (const own of Map.groupBy(seen, ({ stream }) => stream).values()) {
    expect(own.map(({ version }) => version)).toEqual(own.map((_, index) => index + 1))
  }
}

const byNumber = (one: number, other: number): number => one - other

const expectRebuiltEqualsLive = async (db: EventDatabase): Promise<void> => {
  for (const projection of [inline, following]) {
    const live = await readTally(db, projection)
    expect(live).not.toHaveLength(0)
    await rebuildProjection({ database: db.system }, projection)
    expect(await readTally(db, projection)).toEqual(live)
  }
}
