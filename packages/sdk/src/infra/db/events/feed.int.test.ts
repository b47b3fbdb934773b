import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { eventDatabase, happened, numberOf, type EventDatabase } from '../../../../test/event-fixture.ts'
import type { Checkpoint } from '../../../seedwork/event-feed.ts'
import { differenceStatement } from './difference.ts'
import { eventStore } from './event-store.ts'
import { nextDifference } from './next-difference.ts'
import { progressOf } from './progress.ts'
import { recentEvents } from './recent-events.ts'

let db: EventDatabase

beforeAll(async () => {
  db = await eventDatabase()
})
beforeEach(() => db.root.query('truncate events.events, events.streams'))
afterAll(() => db[Symbol.asyncDispose]())

describe('the feed', () => {
  test('is empty before anything has happened, and begins with the very first event', async () => {
    const before = await db.readAll()
    expect(before.events).toEqual([])
    await db.append('thing-a', [1, 2])
    expect((await db.readAll(before.checkpoint)).numbers).toEqual([1, 2])
    expect((await db.readAll()).numbers).toEqual([1, 2])
  })

  test('tells all of an event, of every company', async () => {
    await db.append('thing-a', [1])
    const { events } = await db.readAll()
    expect(events).toMatchObject([
      { companyId: db.companyId, stream: 'thing-a', version: 1, type: 'test.happened', data: { n: 1 } },
    ])
    expect(events[0]!.position).toBeGreaterThan(0)
  })

  test('loses nothing when a lower position is committed later', async () => {
    await using late = await db.open('thing-late', [1])
    await db.append('thing-a', [2])
    const first = await db.readAll()
    expect(first.numbers).toEqual([2])
    await late.commit()
    const second = await db.readAll(first.checkpoint)
    expect(second.numbers).toEqual([1])
    expect(second.events[0]!.position).toBeLessThan(first.events[0]!.position)
    expect((await db.readAll(second.checkpoint)).numbers).toEqual([])
  })

  test('loses nothing of a transaction that was the youngest of all when it was not there yet', async () => {
    await using late = await db.open('thing-late', [1])
    const { numbers, checkpoint } = await db.readAll()
    await late.commit()
    expect([numbers, (await db.readAll(checkpoint)).numbers]).toEqual([[], [1]])
  })

  test('waits for no open transaction, neither of the store nor of anybody else', async () => {
    await using stranger = await db.app.begin(db.call)
    await stranger.query('select pg_current_xact_id()')
    await using open = await db.open('thing-late', [1])
    await db.append('thing-a', [2])
    const { numbers, checkpoint } = await db.readAll()
    expect(numbers).toEqual([2])
    await db.append('thing-a', [3])
    const next = await db.readAll(checkpoint)
    expect(next.numbers).toEqual([3])
    await open.commit()
    expect((await db.readAll(next.checkpoint)).numbers).toEqual([1])
  })

  test('passes positions that were rolled back, at once', async () => {
    const before = await db.readAll()
    await db.append('thing-a', [1])
    const open = await db.open('thing-a', [2, 3])
    const { numbers, checkpoint } = await db.readAll(before.checkpoint)
    expect(numbers).toEqual([1])
    await open[Symbol.asyncDispose]()
    await db.append('thing-a', [4])
    const after = await db.readAll(checkpoint)
    expect(after.numbers).toEqual([4])
    expect(after.events[0]).toMatchObject({ version: 2 })
  })

  test('goes by position inside of what has been committed meanwhile', async () => {
    await using one = await db.open('thing-a', [1])
    await using two = await db.open('thing-b', [2])
    await db.append('thing-c', [3])
    const first = await db.readAll()
    await db.append('thing-c', [4])
    await two.commit()
    await one.commit()
    await db.append('thing-c', [5])
    expect((await db.readAll(first.checkpoint)).numbers).toEqual([1, 2, 4, 5])
  })

  test('keeps the order of a stream when an older transaction appends behind a younger one', async () => {
    await using older = await db.app.begin(db.call)
    await older.query('select pg_current_xact_id()')
    await db.append('thing-a', [1])
    eventStore(older).append('thing-a', [happened(2)], { expected: 1 })
    await older.commit()
    expect((await db.readAll()).numbers).toEqual([1, 2])
  })

  test.each([1, 2, 3, 7])(
    'gives everything once in pages of %i, with late commits before, between and after',
    async (limit) => {
      const before = await db.readAll()
      await using one = await db.open('thing-one', [1, 2, 3])
      await db.append('thing-a', [4, 5])
      await using two = await db.open('thing-two', [6])
      await db.append('thing-a', [7])
      const seen: number[] = []
      let checkpoint = before.checkpoint
      const take = async (pages: number) => {
        for (let n = 0; n < pages; n += 1) {
          const page = await db.feed.page(checkpoint, { limit })
          seen.push(...page.events.map(numberOf))
          checkpoint = page.checkpoint
        }
      }
      await take(2)
      await one.commit()
      await take(2)
      await db.append('thing-b', [8])
      await two.commit()
      await take(12)
      expect(seen.toSorted((one, other) => one - other)).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
    },
  )

  test('can be left in the middle of a page', async () => {
    await db.append('thing-a', [1, 2, 3])
    const page = await db.feed.page(undefined, { limit: 10 })
    const { numbers } = await db.readAll(page.upTo(page.events[1]!))
    expect(numbers).toEqual([3])
  })

  test('of a category has its events only', async () => {
    await db.append('thing-a', [1])
    await db.append('other-a', [2])
    await using late = await db.open('thing-b', [3])
    await using lateOther = await db.open('other-b', [4])
    const first = await db.readAll(undefined, { category: 'thing' })
    await late.commit()
    await lateOther.commit()
    const second = await db.readAll(first.checkpoint, { category: 'thing' })
    expect([first.numbers, second.numbers]).toEqual([[1], [3]])
  })

  test('shows an event that was not committed to nobody', async () => {
    const open = await db.open('thing-a', [1])
    expect((await db.readAll()).numbers).toEqual([])
    await open[Symbol.asyncDispose]()
    expect((await db.readAll()).numbers).toEqual([])
  })

  test('refuses a checkpoint of another history', async () => {
    const { checkpoint } = await db.readAll()
    const foreign = checkpoint.replaceAll(progressOf(checkpoint).seen.epoch, '2001-02-03 04:05:06.789+00') as Checkpoint
    await expect(db.feed.page(foreign, { limit: 1 })).rejects.toThrow(
      expect.objectContaining({ kind: 'conflict', code: 'events.foreign_checkpoint' }),
    )
  })
})

describe('a mark', () => {
  test('is refused where something was written, for it would come too late', async () => {
    await using open = await db.open('thing-a', [1])
    await expect(open.query('select events.mark()')).rejects.toThrow('before anything is written')
  })

  test('uses up no transaction number', async () => {
    await using anchor = await db.system.anchor()
    await anchor.query('begin')
    await anchor.query('select events.mark()')
    expect(await anchor.query('select pg_current_xact_id_if_assigned() as number')).toEqual([{ number: null }])
  })
})

describe('the last events', () => {
  test('come in their order, with a checkpoint behind them', async () => {
    await using late = await db.open('thing-late', [1])
    await db.append('thing-a', [2, 3])
    await db.append('other-a', [4])
    await db.append('thing-a', [5])
    const all = await recentEvents({ database: db.system }, { limit: 3 })
    expect(all.events.map(numberOf)).toEqual([3, 4, 5])
    const things = await recentEvents({ database: db.system }, { limit: 2, category: 'thing' })
    expect(things.events.map(numberOf)).toEqual([3, 5])
    await late.commit()
    await db.append('thing-a', [6])
    expect((await db.readAll(all.checkpoint)).numbers).toEqual([1, 6])
  })
})

describe('a page of a large store', () => {
  const explained = async (checkpoint: Checkpoint | undefined, category?: string) => {
    const progress = progressOf(checkpoint)
    const difference = await nextDifference(db.system, progress)
    const position = progress.within?.position ?? 0
    const wanted = { limit: 100, position, ...(category ? { category } : {}) }
    const { text, values } = differenceStatement(difference, wanted)
    await db.root.query('set plan_cache_mode = force_generic_plan')
    const [row] = await db.root.query<{ 'QUERY PLAN': readonly [{ Plan: Plan }] }>(
      `explain (analyze, format json) ${text}`,
      values,
    )
    return row!['QUERY PLAN'][0].Plan
  }

  interface Plan {
    readonly 'Node Type': string
    readonly 'Relation Name'?: string
    readonly 'Actual Rows': number
    readonly 'Actual Loops': number
    readonly 'Rows Removed by Filter'?: number
    readonly Plans?: readonly Plan[]
  }

  /** Rows that were looked at, of the events. */
  const touched = (plan: Plan): number =>
    (plan.Plans ?? []).reduce((sum, below) => sum + touched(below), 0) +
    (plan['Relation Name'] === 'events'
      ? (plan['Actual Rows'] + (plan['Rows Removed by Filter'] ?? 0)) * plan['Actual Loops']
      : 0)

  const fill = (rows: number, stream: string) =>
    db.root.query(
      `insert into events.events (company_id, stream, version, event, origin)
       select $1, $2 || n % 1000, n, '{"id": "x", "type": "t", "at": "2026-01-01", "data": {"n": 0}}', '{}'
       from generate_series(1, $3::int) as n`,
      [db.companyId, stream, rows],
    )

  test('touches about as many rows as it gives, from the beginning, in the middle and at the end, also behind a late commit', async () => {
    await fill(20_000, 'other-')
    await fill(20_000, 'thing-')
    await db.root.query('analyze events.events')
    expect(touched(await explained(undefined))).toBeLessThan(200)
    expect(touched(await explained(undefined, 'thing'))).toBeLessThan(200)
    const { checkpoint: middle } = await db.feed.page(undefined, { limit: 15_000 })
    expect(touched(await explained(middle))).toBeLessThan(200)
    await using late = await db.open('thing-late', [1])
    const { checkpoint: end } = await db.readAll(undefined, { limit: 50_000 })
    expect(touched(await explained(end))).toBeLessThan(200)
    await fill(5_000, 'more-')
    const { checkpoint: later } = await db.readAll(end, { limit: 50_000 })
    await late.commit()
    await db.append('thing-a', [2])
    expect(touched(await explained(later))).toBeLessThan(200)
    expect((await db.readAll(later)).numbers).toEqual([1, 2])
  })

  test('of a transaction of many events that is committed late touches no more than its share', async () => {
    await fill(5_000, 'thing-')
    const bulk = await db.app.begin(db.call)
    await using _ = bulk
    await bulk.query(
      `insert into events.events (company_id, stream, version, event, origin)
       select $1, 'bulk-' || n, 1, '{"id": "x", "type": "t", "at": "2026-01-01", "data": {"n": 0}}', '{}'
       from generate_series(1, 10000) as n`,
      [db.companyId],
    )
    const { checkpoint } = await db.readAll(undefined, { limit: 50_000 })
    await bulk.commit()
    await db.root.query('analyze events.events')
    expect(touched(await explained(checkpoint))).toBeLessThan(400)
    expect((await db.readAll(checkpoint, { limit: 3_000 })).events).toHaveLength(10_000)
  })
})
