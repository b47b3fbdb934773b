import { database, type Database } from '../src/infra/db/index.ts'
import { postgresSubscriber } from '../src/infra/messaging/postgres/index.ts'
import type { Message } from '../src/seedwork/message.ts'
import type { Delivery } from '../src/seedwork/transport.ts'
import { warnings } from './warnings.ts'

export interface Consuming extends AsyncDisposable {
  readonly engine: Database
  readonly logger: ReturnType<typeof warnings>
  /** What was handed over, in this order. */
  readonly seen: Message[]
  /** Aborts and waits for the end. */
  stop(): Promise<void>
  readonly ended: Promise<void>
}

interface Options {
  readonly consumer?: string
  readonly topics?: readonly string[]
  readonly concurrency?: number
  readonly name?: string
  /** What is done with a delivery; by default it is acknowledged. */
  readonly handle?: (delivery: Delivery, message: Message) => Promise<void>
}

/** A running consumer of the Postgres transport, on connections of its own. */
export const consuming = async (
  url: string,
  {
    consumer = 'tester',
    topics = ['test.topic'],
    concurrency = 10,
    name = 'tester',
    handle = (delivery) => delivery.ack(),
  }: Options = {},
): Promise<Consuming> => {
  const engine = database({ url, role: 'baltra_system', name })
  const logger = warnings()
  const stopping = new AbortController()
  const seen: Message[] = []
  const subscriber = postgresSubscriber({ engine, logger })
  await subscriber.subscribe({ consumer, topics })
  const hand = async (delivery: Delivery): Promise<void> => {
    const message = delivery.message as Message
    seen.push(message)
    await handle(delivery, message)
  }
  const ended = subscriber.consume({ consumer, topics }, hand, { concurrency, signal: stopping.signal })
  const stop = async (): Promise<void> => {
    stopping.abort()
    await ended
  }
  return {
    engine,
    logger,
    seen,
    stop,
    ended,
    async [Symbol.asyncDispose]() {
      await stop()
      await engine[Symbol.asyncDispose]()
    },
  }
}
