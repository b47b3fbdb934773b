import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { DrinkServed, Tab, tabEvents, TabId, TabOpened, TabState } from '../../../../test/a-tab.ts'
import { eventDatabase, type EventDatabase } from '../../../../test/event-fixture.ts'
import { uuidv7, uuidv7Ids } from '../../../seedwork/typed-id.ts'
import { eventSourcedRepository } from './event-sourced-repository.ts'

let db: EventDatabase
const at = new Date()

beforeAll(async () => {
  db = await eventDatabase()
})
beforeEach(() => db.root.query('truncate events.events, events.streams, events.snapshots, messaging.outbox'))
afterAll(() => db[Symbol.asyncDispose]())

const kind = { category: 'tab', events: tabEvents, initial: Tab.initial, restore: Tab.restore }
const snapshots = { form: 1, state: TabState, every: 10, of: (tab: Tab) => tab.snapshot }
type Repository = ReturnType<typeof plain>
const plain = (parts: Parameters<Parameters<EventDatabase['run']>[0]>[0]) => eventSourcedRepository(parts, kind)

const within = <Result>(work: (tabs: Repository) => Promise<Result>, form: typeof snapshots | undefined = snapshots) =>
  db.run((parts) => work(form ? eventSourcedRepository(parts, { ...kind, snapshots: form }) : plain(parts)))

const opened = async (drinks: number): Promise<TabId> => {
  const id = uuidv7Ids.next(TabId)
  await within(async (tabs) => tabs.save(Tab.open(id, 'Ana', at)))
  for (let n = 0; n < drinks; n += 1) await serve(id)
  return id
}
const serve = (id: TabId) =>
  within(async (tabs) => {
    const tab = await tabs.byId(id)
    tab.serve('beer', 100, at)
    tabs.save(tab)
  })
const found = async (id: TabId, form?: typeof snapshots) => {
  const tab = await within((tabs) => tabs.byId(id), form)
  return { version: tab.version, drinks: tab.snapshot.drinks.length, cents: tab.snapshot.cents }
}
/** So that a state that comes from the snapshot shows. */
const cents = `state = jsonb_set(state::jsonb, '{cents}', '77')`

describe('an aggregate whose events are its state', () => {
  test('comes back as it was, with the version to save it at', async () => {
    const id = await opened(2)
    expect(await found(id)).toEqual({ version: 3, drinks: 2, cents: 200 })
  })

  test('is not found when nothing has happened to it', async () => {
    await expect(within((tabs) => tabs.byId(uuidv7Ids.next(TabId)))).rejects.toThrow(
      expect.objectContaining({ kind: 'not_found' }),
    )
  })

  test('leaves its events as messages, under the same ids and with the keys of their definitions', async () => {
    const id = await opened(1)
    const messages = await db.root.query(`select topic, key, message ->> 'id' as id from messaging.outbox order by id`)
    const events = await db.root.query<{ id: string }>(
      `select event ->> 'id' as id from events.events order by position`,
    )
    expect(messages).toHaveLength(2)
    expect(messages.map((message) => (message as { id: string }).id).toSorted()).toEqual(
      events.map((event) => event.id).toSorted(),
    )
    expect(messages[0]).toMatchObject({ topic: 'eventos.bar', key: id })
  })

  test('is saved by one of two who loaded the same version', async () => {
    const id = await opened(0)
    const racing = within(async (tabs) => {
      const tab = await tabs.byId(id)
      await serve(id)
      tab.pay(at)
      tabs.save(tab)
    })
    await expect(racing).rejects.toThrow(expect.objectContaining({ kind: 'conflict', retryable: true }))
    expect(await found(id)).toMatchObject({ version: 2, drinks: 1 })
  })

  test('reads events of old versions step by step, and keeps the reason of one', async () => {
    const tabId = uuidv7Ids.next(TabId)
    const event = { id: uuidv7(0), at }
    await db.run(async ({ store }) =>
      store.append(
        `tab-${tabId}`,
        [
          { ...event, type: TabOpened.type, schemaVersion: 1, data: { tabId, guest: 'Ana' } },
          { ...event, type: DrinkServed.type, schemaVersion: 1, data: { tabId, price: 2 } },
          { ...event, type: DrinkServed.type, schemaVersion: 2, data: { tabId, cents: 300 } },
          { ...event, type: DrinkServed.type, schemaVersion: 3, data: { tabId, cents: 50, drink: 'water' } },
        ],
        { expected: 0 },
      ),
    )
    const tab = await within((tabs) => tabs.byId(tabId))
    expect(tab.snapshot).toMatchObject({ cents: 550, drinks: ['unknown', 'unknown', 'water'] })
  })

  test.each([
    ['of a type that it does not know', { type: 'bar.closed', schemaVersion: 1 }, 'events.unknown_type'],
    ['of a later version than it knows', { type: DrinkServed.type, schemaVersion: 4 }, 'messaging.unknown_version'],
    ['that does not fit', { type: DrinkServed.type, schemaVersion: 3 }, 'messaging.bad_data'],
  ])('can not be told from an event %s', async (_what, wrong, code) => {
    const id = await opened(0)
    await db.run(async ({ store }) =>
      store.append(`tab-${id}`, [{ ...wrong, id: uuidv7(0), at, data: {} }], { expected: 1 }),
    )
    await expect(within((tabs) => tabs.byId(id))).rejects.toThrow(expect.objectContaining({ code }))
  })
})

describe('a snapshot', () => {
  const kept = () => db.root.query('select version, form from events.snapshots')

  test('is kept at each multiple, and spares the events before it', async () => {
    const id = await opened(25)
    expect(await kept()).toEqual([{ version: 20, form: 1 }])
    await db.root.query('delete from events.events where version < 20')
    expect(await found(id)).toEqual({ version: 26, drinks: 25, cents: 2500 })
  })

  test('is there with the commit of its events, or not at all', async () => {
    const id = await opened(8)
    const stumbling = within(async (tabs) => {
      const tab = await tabs.byId(id)
      tab.serve('beer', 100, at)
      tabs.save(tab)
      throw new Error('stumbled')
    })
    await expect(stumbling).rejects.toThrow('stumbled')
    expect(await kept()).toEqual([])
  })

  test('does not save whoever loaded it from a conflict', async () => {
    const id = await opened(9)
    const racing = within(async (tabs) => {
      const tab = await tabs.byId(id)
      await serve(id)
      tab.pay(at)
      tabs.save(tab)
    })
    await expect(racing).rejects.toThrow(expect.objectContaining({ kind: 'conflict' }))
  })

  test.each([
    ['in another form', `update events.snapshots set form = 2, ${cents}`],
    ['of a version that the stream has not', `update events.snapshots set version = 99, ${cents}`],
    ['whose version says another event than it ends with', `update events.snapshots set version = 9, ${cents}`],
    ['of another history', `update events.snapshots set event_id = gen_random_uuid(), ${cents}`],
  ])('%s is ignored', async (_what, tampering) => {
    const id = await opened(12)
    await db.root.query(tampering)
    expect(await found(id)).toEqual({ version: 13, drinks: 12, cents: 1200 })
  })

  test('that can not be read is ignored', async () => {
    const id = await opened(12)
    await db.root.query(`update events.snapshots set state = '{"id": 1}'`)
    expect(await found(id)).toEqual({ version: 13, drinks: 12, cents: 1200 })
  })

  test('that is right is used', async () => {
    const id = await opened(12)
    await db.root.query(`update events.snapshots set ${cents}`)
    expect(await found(id)).toEqual({ version: 13, drinks: 12, cents: 377 })
    expect(await found(id, { ...snapshots, form: 2 })).toMatchObject({ cents: 1200 })
  })
})
