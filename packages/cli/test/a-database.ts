import { CompanyId, uuidv7Ids, type Call, type Outbound, type Publisher } from '@baltra/sdk'
import { database, PgOutbox, unitOfWork, type Database } from '@baltra/sdk/infra/db'
import { relay } from '@baltra/sdk/infra/messaging'
import { postgresPublisher, postgresSubscriber } from '@baltra/sdk/infra/messaging/postgres'
import { cloneDatabase } from '@baltra/sdk/testing'
import { inject } from 'vitest'
import './vitest-context.ts'

const topic = 'test.topic'
const logger = { warn: () => undefined }

/** A database of the test's own, with what can happen in it. */
export const aDatabase = async () => {
  const clone = await cloneDatabase(inject('postgres'))
  const parts = new AsyncDisposableStack()
  parts.use(clone)
  const app = parts.use(database({ url: clone.url }))
  const system = parts.use(database({ url: clone.url, role: 'baltra_system' }))
  const companyId = uuidv7Ids.next(CompanyId)
  return {
    url: clone.url,
    companyId,
    app,
    system,
    leave: (...keys: readonly string[]) => leave(app, companyId, keys),
    doubled: (key: string) => doubled(app, companyId, key),
    relaying: (publisher: Publisher = postgresPublisher({ engine: system })) => relaying(system, publisher),
    consuming: (handle: Parameters<typeof consuming>[1]) => consuming(clone.url, handle),
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  }
}

const callOf = (companyId: CompanyId): Call => ({
  companyId,
  actor: { kind: 'system', id: 'test' },
  correlationId: 'test',
})

/** Commits a message for each of the keys, in their order, each by itself and with its place as its data. */
const leave = async (app: Database, companyId: CompanyId, keys: readonly string[]): Promise<void> => {
  const work = unitOfWork({ database: app }, (transaction) => transaction)
  for (const [n, key] of keys.entries()) {
    const id = uuidv7Ids.next(CompanyId)
    await work.run(callOf(companyId), async (transaction) =>
      transaction.publish({ id, topic, key, type: 'test.happened', at: new Date(), data: { n } }),
    )
  }
}

/** Plants a second row for each number of the key. */
const doubled = async (app: Database, companyId: CompanyId, key: string): Promise<void> => {
  await using transaction = await app.begin(callOf(companyId))
  transaction.write(
    `insert into messaging.outbox (company_id, topic, key, sequence, message)
     select company_id, topic, key, sequence, message from messaging.outbox where key = $1`,
    [key],
  )
  await transaction.commit()
}

/** A relay that runs until it is left. */
const relaying = async (system: Database, publisher: Publisher): Promise<AsyncDisposable> => {
  const stop = new AbortController()
  const outbox = new PgOutbox({ database: system })
  const ended = relay({ outbox, publisher, logger, emit: () => undefined }, { batch: 5, signal: stop.signal })
  return {
    async [Symbol.asyncDispose]() {
      stop.abort()
      await ended
      await outbox[Symbol.asyncDispose]()
    },
  }
}

type Handle = Parameters<ReturnType<typeof postgresSubscriber>['consume']>[1]

/** A consumer that runs until it is left. */
const consuming = async (url: string, handle: Handle) => {
  const engine = database({ url, role: 'baltra_system' })
  const subscriber = postgresSubscriber({ engine, logger })
  const subscription = { consumer: 'tester', topics: [topic] }
  await subscriber.subscribe(subscription)
  const stop = new AbortController()
  const seen: Outbound['message'][] = []
  const ended = subscriber.consume(
    subscription,
    (delivery) => {
      seen.push(delivery.message as Outbound['message'])
      return handle(delivery)
    },
    { concurrency: 10, signal: stop.signal },
  )
  return {
    /** Keys and numbers of what was handed over, in this order. */
    seen: () => seen.map(({ partitionkey, sequence }) => `${partitionkey} ${sequence}`),
    async [Symbol.asyncDispose]() {
      stop.abort()
      await ended
      await engine[Symbol.asyncDispose]()
    },
  }
}
