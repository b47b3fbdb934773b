import { CompanyId, uuidv7Ids } from '@baltra/sdk'
import { database, PgOutbox } from '@baltra/sdk/infra/db'
import { relay } from '@baltra/sdk/infra/messaging'
import { postgresPublisher, postgresSubscriber } from '@baltra/sdk/infra/messaging/postgres'
import { leave, topic } from './bench-messages.ts'

export interface OurRelay extends AsyncDisposable {
  /** Leaves a message for each key in the outbox. */
  fill(keys: readonly string[]): Promise<void>
  /** Relays and handles `count` messages that wait; how long it took until the last was acknowledged, in milliseconds. */
  work(count: number): Promise<number>
}

const subscription = { consumer: 'bench', topics: [topic] }
const logger = { warn: (facts: object, message: string) => console.error(message, facts) }

/** Outbox, relay, Postgres transport and consumer in one process. The consumer always runs, the relay when it is told to. */
export const ourRelay = async ({
  url,
  clients,
}: {
  readonly url: string
  readonly clients: number
}): Promise<OurRelay> => {
  const stack = new AsyncDisposableStack()
  const app = stack.use(database({ url }))
  const system = stack.use(database({ url, role: 'baltra_system' }))
  const outbox = stack.use(new PgOutbox({ database: system }))
  const publisher = postgresPublisher({ engine: system })
  const subscriber = postgresSubscriber({ engine: system, logger })
  await subscriber.subscribe(subscription)
  const companyId = uuidv7Ids.next(CompanyId)
  const ending = new AbortController()
  let acknowledged: () => void = () => undefined
  const handle = async (delivery: { ack(): Promise<void> }): Promise<void> => {
    await delivery.ack()
    acknowledged()
  }
  const consuming = subscriber.consume(subscription, handle, { concurrency: clients, signal: ending.signal })
  stack.defer(async () => {
    ending.abort()
    await consuming
  })
  return {
    fill: (keys) => leave({ app, companyId }, keys),
    async work(count) {
      const stop = new AbortController()
      let done = 0
      acknowledged = () => {
        done += 1
        if (done === count) stop.abort()
      }
      const start = performance.now()
      await relay({ outbox, publisher, logger, emit: () => undefined }, { signal: stop.signal })
      return performance.now() - start
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}
