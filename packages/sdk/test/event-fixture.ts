import { inject } from 'vitest'
import { database, unitOfWork, type Transaction } from '../src/infra/db/index.ts'
import { appendEvents, eventFeed, eventStore } from '../src/infra/db/events/index.ts'
import { CompanyId, type Call } from '../src/seedwork/call.ts'
import type { Checkpoint } from '../src/seedwork/event-feed.ts'
import type { EventStore, ExpectedVersion, NewEvent, StoredEvent, StreamName } from '../src/seedwork/event-store.ts'
import { uuidv7, uuidv7Ids } from '../src/seedwork/typed-id.ts'
import { cloneDatabase } from '../src/testing/postgres/clone-database.ts'
import { superuser } from './superuser.ts'

/** Something that happened, told by a number. */
export const happened = (n: number): NewEvent => {
  const at = new Date()
  return { id: uuidv7(at.getTime()), type: 'test.happened', schemaVersion: 1, at, data: { n } }
}

export const numberOf = ({ data }: { readonly data: unknown }): number => (data as { readonly n: number }).n

export type EventDatabase = Awaited<ReturnType<typeof eventDatabase>>

interface Options {
  readonly url?: string
  readonly name?: string
}

/** An event store in a database of the test's own, or in one that is there, with a company. */
export const eventDatabase = async ({ url: given, name = 'under test' }: Options = {}) => {
  const parts = new AsyncDisposableStack()
  const url = given ?? parts.use(await cloneDatabase(inject('postgres'))).url
  const root = parts.use(await superuser(url))
  const app = parts.use(database({ url, name }))
  const system = parts.use(database({ url, role: 'baltra_system', name }))
  const companyId = uuidv7Ids.next(CompanyId)
  const call: Call = { companyId, actor: { kind: 'system', id: 'test' }, correlationId: 'test' }
  const feed = eventFeed({ database: system })
  const work = unitOfWork({ database: app }, (transaction) => ({ transaction, store: eventStore(transaction) }))
  return {
    url,
    root,
    app,
    system,
    companyId,
    call,
    feed,
    /** Commits numbers to a stream. */
    append: (stream: StreamName, numbers: readonly number[], expected: ExpectedVersion = 'any') =>
      appendEvents({ database: app }, call, stream, numbers.map(happened), { expected }),
    run: <Result>(unit: (parts: { transaction: Transaction; store: EventStore }) => Promise<Result>) =>
      work.run(call, unit),
    /** A transaction that has appended numbers and is still open. */
    open: async (stream: StreamName, numbers: readonly number[]) => {
      const transaction = await app.begin(call)
      eventStore(transaction).append(stream, numbers.map(happened), { expected: 'any' })
      await transaction.query('select 1')
      return transaction
    },
    /** Reads the feed to its end. */
    readAll: (after?: Checkpoint, options: { limit?: number; category?: string } = {}) => readAll(feed, after, options),
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  }
}

const readAll = async (
  feed: ReturnType<typeof eventFeed>,
  after: Checkpoint | undefined,
  { limit = 100, ...wanted }: { limit?: number; category?: string },
): Promise<{
  readonly events: readonly StoredEvent[]
  readonly numbers: readonly number[]
  readonly checkpoint: Checkpoint
}> => {
  const events: StoredEvent[] = []
  let checkpoint = after
  for (;;) {
    const page = await feed.page(checkpoint, { limit, ...wanted })
    events.push(...page.events)
    checkpoint = page.checkpoint
    if (page.isLast) return { events, numbers: events.map(numberOf), checkpoint }
  }
}
