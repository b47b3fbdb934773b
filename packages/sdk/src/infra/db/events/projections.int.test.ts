import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { TabId, tabEvents, Tab, DrinkServed, TabPaid } from '../../../../test/a-tab.ts'
import { eventDatabase, type EventDatabase } from '../../../../test/event-fixture.ts'
import { eventually } from '../../../../test/eventually.ts'
import { generations, glasses, makeGlasses, readGlasses } from '../../../../test/glasses.ts'
import { warnings } from '../../../../test/warnings.ts'
import { uuidv7, uuidv7Ids } from '../../../seedwork/typed-id.ts'
import { eventSourcedRepository } from './event-sourced-repository.ts'
import { eventStore } from './event-store.ts'
import type { Projection } from './projection.ts'
import { rebuildProjection } from './rebuild-projection.ts'
import { runProjection } from './run-projection.ts'

let db: EventDatabase
const at = new Date()

beforeEach(async () => {
  db = await eventDatabase()
  await makeGlasses(db)
})
afterEach(() => db[Symbol.asyncDispose]())

const kind = { category: 'tab', events: tabEvents, initial: Tab.initial, restore: Tab.restore }

/** Opens a tab and drinks; inline when the projection's rows are to be written along. */
const drink = async (drinks: readonly string[], { inline = false } = {}): Promise<void> => {
  const tab = Tab.open(uuidv7Ids.next(TabId), 'Ana', at)
  for (const name of drinks) tab.serve(name, 100, at)
  tab.pay(at)
  await db.run(async ({ transaction }) => {
    const store = eventStore(transaction, inline ? { inline: [glasses] } : {})
    eventSourcedRepository({ transaction, store }, kind).save(tab)
  })
}

const running = () => {
  const stop = new AbortController()
  const logger = warnings()
  const ended = runProjection({ database: db.system, logger }, glasses, { batch: 3, idle: 50, signal: stop.signal })
  return {
    logger,
    async [Symbol.asyncDispose]() {
      stop.abort()
      await ended
    },
  }
}

describe('an inline projection', () => {
  test('has its rows with the commit of the append, and not without it', async () => {
    await drink(['beer', 'wine', 'beer'], { inline: true })
    expect(await readGlasses(db)).toEqual({ beer: 2, wine: 1, '(paid)': 1 })
    const failed = db.run(async ({ transaction }) => {
      const store = eventStore(transaction, { inline: [glasses] })
      const data = { tabId: uuidv7Ids.next(TabId) }
      const paid = { id: uuidv7(Date.now()), type: TabPaid.type, schemaVersion: 1, at, data }
      store.append('tab-x', [paid], { expected: 5 })
    })
    await expect(failed).rejects.toThrow(expect.objectContaining({ code: 'conflict' }))
    expect(await readGlasses(db)).toEqual({ beer: 2, wine: 1, '(paid)': 1 })
  })

  test('does not see streams of another category', async () => {
    await db.run(async ({ transaction }) => {
      const store = eventStore(transaction, { inline: [glasses] })
      const data = { tabId: uuidv7Ids.next(TabId) }
      store.append('tabs-x', [{ id: uuidv7(Date.now()), type: TabPaid.type, schemaVersion: 1, at, data }], {
        expected: 0,
      })
    })
    expect(await readGlasses(db)).toEqual({})
  })
})

describe('an asynchronous projection', () => {
  test('follows the feed, and applies each event once however often it is started again', async () => {
    for (let n = 0; n < 4; n += 1) {
      await drink(['beer', 'wine'])
      await using _running = running()
      await eventually(async () => expect(await readGlasses(db)).toMatchObject({ '(paid)': n + 1 }))
    }
    expect(await readGlasses(db)).toEqual({ beer: 4, wine: 4, '(paid)': 4 })
  })

  test('reads old events in their present form', async () => {
    await db.run(async ({ store }) => {
      const data = { tabId: uuidv7Ids.next(TabId), price: 2 }
      store.append('tab-x', [{ id: uuidv7(Date.now()), type: DrinkServed.type, schemaVersion: 1, at, data }], {
        expected: 0,
      })
    })
    await using _running = running()
    await eventually(async () => expect(await readGlasses(db)).toEqual({ unknown: 1 }))
  })

  test('moves its rows and its checkpoint on together: connections that break leave neither alone', async () => {
    await using _one = running()
    await using _two = running()
    const drinking = (async () => {
      for (let n = 0; n < 30; n += 1) await drink(['beer']).catch(() => undefined)
    })()
    for (let n = 0; n < 6; n += 1) {
      await db.root.terminate('under test')
      await db.root.query('select pg_sleep(0.02)')
    }
    await drinking
    const [paid] = await db.root.query<{ count: number }>(
      `select count(*)::int as count from events.events where event ->> 'type' = 'bar.tab_paid'`,
    )
    await eventually(async () => expect(await readGlasses(db)).toEqual({ beer: paid!.count, '(paid)': paid!.count }))
  })

  test('is at work in one instance, and another takes over', async () => {
    const first = running()
    await drink(['beer'])
    await eventually(async () => expect(await readGlasses(db)).toEqual({ beer: 1, '(paid)': 1 }))
    await using second = running()
    const locks = () =>
      db.root.query<{
        granted: boolean
      }>(`select granted from pg_locks where locktype = 'advisory' and classid = 7266003
        and database = (select oid from pg_database where datname = current_database())`)
    expect(await locks()).toEqual([{ granted: true }])
    await first[Symbol.asyncDispose]()
    await drink(['wine'])
    await eventually(async () => expect(await readGlasses(db)).toEqual({ beer: 1, wine: 1, '(paid)': 2 }))
    expect(await locks()).toEqual([{ granted: true }])
    expect(second.logger.told).toEqual([])
  })
})

describe('a rebuild', () => {
  test.each([
    ['a live inline projection', true],
    ['a live asynchronous projection', false],
  ])('of %s equals it, while events come in, and takes its place', async (_what, inline) => {
    for (let n = 0; n < 10; n += 1) await drink(['beer', `drink ${n}`], { inline })
    await using _running = inline ? undefined : running()
    let drinking = true
    const guests = Promise.all(
      [0, 1, 2].map(async () => {
        for (let n = 0; n < 25; n += 1) await drink(['beer', 'wine'], { inline })
      }),
    ).finally(() => (drinking = false))
    let rebuilds = 0
    let told = 0
    for (; drinking || rebuilds < 2; rebuilds += 1) {
      await rebuildProjection({ database: db.system }, glasses, {
        batch: 7,
        onProgress: ({ events }) => (told = events),
      })
    }
    await guests
    expect(told).toBeGreaterThan(0)
    const expected = { beer: 85, wine: 75, '(paid)': 85, 'drink 0': 1 }
    await eventually(async () => expect(await readGlasses(db)).toMatchObject(expected))
    const live = await readGlasses(db)
    await rebuildProjection({ database: db.system }, glasses)
    expect(await readGlasses(db)).toEqual(live)
    expect(await generations(db)).toHaveLength(1)
  })

  test('waits with the switch for units that have written the live copy, and has what they wrote', async () => {
    await drink(['beer'], { inline: true })
    await using unit = await db.app.begin(db.call)
    const data = { tabId: uuidv7Ids.next(TabId) }
    const paid = { id: uuidv7(Date.now()), type: TabPaid.type, schemaVersion: 1, at, data }
    eventStore(unit, { inline: [glasses] }).append('tab-late', [paid], { expected: 0 })
    await unit.query('select 1')
    const rebuilding = rebuildProjection({ database: db.system }, glasses)
    const waiting = `select from pg_locks where classid = 7266004 and not granted
      and database = (select oid from pg_database where datname = current_database())`
    await eventually(async () => expect(await db.root.query(waiting)).toHaveLength(1))
    expect(await generations(db)).toHaveLength(2)
    await unit.commit()
    expect(await rebuilding).toBe(4)
    expect(await readGlasses(db)).toEqual({ beer: 1, '(paid)': 2 })
    await drink([], { inline: true })
    expect(await readGlasses(db)).toEqual({ beer: 1, '(paid)': 3 })
  })

  test('that fails half-way leaves the live one as it was, and the next begins anew', async () => {
    await drink(['beer'], { inline: true })
    const stumbles: Projection = {
      ...glasses,
      apply(event, write) {
        glasses.apply(event, write)
        if (event.type === TabPaid.type) throw new Error('stumbled')
      },
    }
    await expect(rebuildProjection({ database: db.system }, stumbles, { batch: 2 })).rejects.toThrow('stumbled')
    expect(await readGlasses(db)).toEqual({ beer: 1, '(paid)': 1 })
    expect(await generations(db)).toHaveLength(2)
    expect(await rebuildProjection({ database: db.system }, glasses)).toBe(3)
    expect(await readGlasses(db)).toEqual({ beer: 1, '(paid)': 1 })
    expect(await generations(db)).toHaveLength(1)
  })

  test('is refused beside another of the same projection', async () => {
    await using other = await db.system.anchor()
    await other.query(`select pg_advisory_lock(7266005, hashtext('glasses'))`)
    await expect(rebuildProjection({ database: db.system }, glasses)).rejects.toThrow(
      expect.objectContaining({ kind: 'conflict', code: 'events.rebuild_under_way' }),
    )
  })
})
