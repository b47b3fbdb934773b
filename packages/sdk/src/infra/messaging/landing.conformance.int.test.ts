import { inject } from 'vitest'
import { superuser } from '../../../test/superuser.ts'
import { warnings } from '../../../test/warnings.ts'
import { describeTransport } from '../../testing/conformance/index.ts'
import { cloneDatabase } from '../../testing/postgres/clone-database.ts'
import { database } from '../db/index.ts'
import { landing } from './landing.ts'
import { MemoryStore, memoryTransport } from './memory/index.ts'
import { postgresPublisher, postgresSubscriber } from './postgres/index.ts'

/** A broker that every client reaches, and one database where its messages land. */
const transport = async () => {
  const store = new MemoryStore()
  const clone = await cloneDatabase(inject('postgres'))
  const root = await superuser(clone.url)
  const ends: (() => Promise<void>)[] = []
  const client = () => {
    const engine = database({ url: clone.url, role: 'baltra_system', name: 'under test' })
    ends.push(() => engine[Symbol.asyncDispose]())
    const broker = memoryTransport({ store })
    const local = postgresSubscriber({ engine, logger: warnings() })
    const publisherFor = (consumer: string) => postgresPublisher({ engine }, { consumer })
    return { engine, broker, publisher: broker, subscriber: landing({ broker, local, publisherFor }) }
  }
  const first = client()
  return {
    ...first,
    async reopen() {
      ends.pop()
      await first.engine[Symbol.asyncDispose]()
      return client()
    },
    async disconnect() {
      first.broker.disconnect()
      await root.terminate('under test')
    },
    async close() {
      for (const end of ends) await end()
      await root[Symbol.asyncDispose]()
      await clone[Symbol.asyncDispose]()
    },
  }
}

describeTransport(
  'a broker whose messages land in Postgres',
  transport,
  {
    ordering: true,
    groups: true,
    delay: true,
    redelivery: true,
    attempts: true,
    fencing: true,
    exactAcks: true,
    deadLetters: true,
    holdsLanes: true,
    deduplication: true,
    reconnection: true,
    persistence: true,
    partialFailure: false,
    batchSize: 1_000,
    messageBytes: 1_000_000,
  },
  { many: 1_000 },
)
