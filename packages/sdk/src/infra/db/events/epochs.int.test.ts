import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventDatabase, type EventDatabase } from '../../../../test/event-fixture.ts'
import type { Checkpoint } from '../../../seedwork/event-feed.ts'
import { embeddedPostgres } from '../../../testing/postgres/embedded-postgres.ts'
import { migrate } from '../migrate.ts'
import { progressOf } from './progress.ts'

let home: string
const settings = { fsync: 'off', full_page_writes: 'off' }
const start = (server: string) => embeddedPostgres({ directory: join(home, server), settings })
const copy = (from: string, to: string) => promisify(execFile)('cp', ['-a', join(home, from), join(home, to)])

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'baltra-epochs-'))
  await using postgres = await start('new')
  await migrate({ url: postgres.url })
})
afterAll(() => rm(home, { recursive: true, force: true }))

/** The tables as a dump has them: with the transaction numbers of the server that they were taken from. */
interface Dump {
  readonly epochs: string
  readonly streams: string
  readonly events: string
}

/** What happens while a server is up. */
const during = async <Result>(server: string, work: (db: EventDatabase) => Promise<Result>): Promise<Result> => {
  if (!existsSync(join(home, server))) await copy('new', server)
  await using postgres = await start(server)
  await using db = await eventDatabase({ url: postgres.url })
  return await work(db)
}

/** More than the positions that a server skips when it recovers: it draws these again then. */
const many = Array.from({ length: 80 }, (_, n) => 100 + n)

/** Uses up transaction numbers. */
const burn = (db: EventDatabase) =>
  db.root.query('do $$ begin for n in 1..20000 loop perform pg_current_xact_id(); commit; end loop; end $$')

test('a reader goes on behind a restart of the server, with what it had not seen before and nothing else', async () => {
  const before = await during('restarted', async (db) => {
    await db.append('thing-a', [1, 2])
    const { checkpoint } = await db.readAll()
    const page = await db.feed.page(undefined, { limit: 1 })
    await db.append('other-a', [3])
    return { end: checkpoint, middle: page.checkpoint }
  })
  await during('restarted', async (db) => {
    await db.append('thing-a', [4])
    expect((await db.readAll(before.end)).numbers).toEqual([3, 4])
    expect((await db.readAll(before.middle)).numbers).toEqual([2, 3, 4])
    expect((await db.readAll(before.end, { category: 'thing' })).numbers).toEqual([4])
    expect((await db.readAll()).numbers).toEqual([1, 2, 3, 4])
  })
})

test('a dump that is restored on a server with lower transaction numbers hides nothing and repeats nothing', async () => {
  const dump = await during('dumped', async (db) => {
    await burn(db)
    await db.append('thing-a', [1, 2])
    const { checkpoint } = await db.readAll()
    await db.append('thing-a', [3])
    const [row] = await db.root.query<Dump>(`
      select (select json_agg(e) from events.epochs e)::text as epochs, (select json_agg(s) from events.streams s)::text as streams,
        (select json_agg(e) from events.events e)::text as events`)
    return { checkpoint, ...row! }
  })
  await during('elsewhere', async (db) => {
    await db.root.query(`insert into events.epochs select * from json_populate_recordset(null::events.epochs, $1)`, [
      dump.epochs,
    ])
    await db.root.query(`insert into events.streams select * from json_populate_recordset(null::events.streams, $1)`, [
      dump.streams,
    ])
    await db.root.query(
      `insert into events.events (xid, position, epoch, company_id, stream, version, recorded_at, event, origin)
       overriding system value
       select xid, position, epoch, company_id, stream, version, recorded_at, event, origin
       from json_populate_recordset(null::events.events, $1)`,
      [dump.events],
    )
    await db.root.query(`select setval('events.events_position_seq', (select max(position) from events.events))`)
    // Before anybody reads: with numbers that the dumped server had used long ago.
    await db.append('thing-b', [4])
    const next = await db.readAll(dump.checkpoint)
    expect(next.numbers).toEqual([3, 4])
    await db.append('thing-b', [5])
    expect((await db.readAll(next.checkpoint)).numbers).toEqual([5])
    expect((await db.readAll(undefined, { limit: 2 })).numbers).toEqual([1, 2, 3, 4, 5])
  })
})

test('a store that was set back to an earlier day hides nothing from a reader who had been further', async () => {
  const read = async (db: EventDatabase, after?: Checkpoint) => (await db.readAll(after)).checkpoint
  const early = await during('running', async (db) => {
    await db.append('thing-a', [1, 2])
    return read(db)
  })
  await copy('running', 'backup')
  const ahead = await during('running', async (db) => {
    await db.append('thing-a', many)
    const { checkpoint } = await db.readAll(early)
    return checkpoint
  })
  await rm(join(home, 'running'), { recursive: true })
  await copy('backup', 'running')
  await during('running', async (db) => {
    // The same positions, and the same transaction numbers, as those of events that are gone.
    await db.append('thing-b', [6, 7])
    expect((await db.readAll(early)).numbers).toEqual([6, 7])
    await expect(db.readAll(ahead)).rejects.toThrow(expect.objectContaining({ code: 'events.foreign_checkpoint' }))
  })
})

test('a store that was set back within the history that a checkpoint knows goes on from it', async () => {
  const { early, ahead } = await during('kept', async (db) => {
    await db.append('thing-a', [1, 2])
    const first = await db.readAll()
    // A copy of a running server: what it has written last is recovered from its log.
    await db.root.query('checkpoint')
    // A file that goes away meanwhile is a temporary one.
    await copy('kept', 'kept-backup').catch(() => undefined)
    await db.append('thing-a', many)
    const second = await db.readAll(first.checkpoint)
    return { early: first.checkpoint, ahead: second.checkpoint }
  })
  await rm(join(home, 'kept-backup/data/postmaster.pid'), { force: true })
  await during('kept-backup', async (db) => {
    await db.append('thing-b', [6, 7])
    const [row] = await db.root.query<{ highest: string }>('select max(position) as highest from events.events')
    expect(Number(row!.highest)).toBeLessThan(progressOf(ahead).witness!.position)
    expect((await db.readAll(ahead)).numbers).toEqual([6, 7])
    expect((await db.readAll(early)).numbers).toEqual([6, 7])
    expect((await db.readAll()).numbers).toEqual([1, 2, 6, 7])
  })
})
