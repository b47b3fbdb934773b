import { database, unitOfWork } from '../../src/infra/db/index.ts'
import { consumer, usualMiddleware } from '../../src/infra/messaging/index.ts'
import { postgresSubscriber } from '../../src/infra/messaging/postgres/index.ts'
import { handle } from '../../src/seedwork/message-handler.ts'
import { chaotic } from '../../src/testing/index.ts'
import { Happened } from './committed.ts'
import { applyEffect } from './effects.ts'

const { url, seed } = JSON.parse(process.argv[2]!) as { readonly url: string; readonly seed: number }

const logger = { warn: () => undefined }
const engine = database({ url, role: 'baltra_system', name: 'consumer', connections: 4 })
const app = database({ url, name: 'consumer', connections: 4 })
const work = unitOfWork({ database: app }, (transaction) => transaction)
const transport = {
  ...postgresSubscriber({ engine, logger }),
  publish: () => Promise.reject(new Error('it only consumes')),
}
// Its process is killed all the time, and no message is to blame.
const patience = { unavailable: 1_000, other: 1_000, crashes: 1_000 }

const consuming = consumer(
  {
    subscriber: chaotic(transport, { seed, delay: 0.1, longestDelay: 100, nack: 0.05 }),
    logger,
    middleware: usualMiddleware({ logger }, { patience }),
  },
  {
    name: 'experiment',
    messages: [Happened],
    handlers: [
      handle(Happened, ({ key }, call) =>
        work.run(call, async (transaction) => applyEffect(transaction, key, call.causationId!)),
      ),
    ],
    concurrency: 8,
  },
)
process.send!('working')
await consuming.run(new AbortController().signal)
