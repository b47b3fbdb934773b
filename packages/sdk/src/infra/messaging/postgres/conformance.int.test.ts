import { inject } from 'vitest'
import { superuser } from '../../../../test/superuser.ts'
import { warnings } from '../../../../test/warnings.ts'
import { describeTransport } from '../../../testing/conformance/index.ts'
import { cloneDatabase } from '../../../testing/postgres/clone-database.ts'
import { database } from '../../db/index.ts'
import { postgresPublisher } from './publisher.ts'
import { postgresSubscriber } from './subscriber.ts'

const transport = async () => {
  const clone = await cloneDatabase(inject('postgres'))
  const root = await superuser(clone.url)
  const ends: (() => Promise<void>)[] = []
  const client = () => {
    const engine = database({ url: clone.url, role: 'baltra_system', name: 'under test' })
    ends.push(() => engine[Symbol.asyncDispose]())
    return {
      engine,
      publisher: postgresPublisher({ engine }),
      subscriber: postgresSubscriber({ engine, logger: warnings() }),
    }
  }
  const { engine, publisher, subscriber } = client()
  return {
    publisher,
    subscriber,
    async reopen() {
      ends.pop()
      await engine[Symbol.asyncDispose]()
      return client()
    },
    disconnect: async () => void (await root.terminate('under test')),
    async close() {
      for (const end of ends) await end()
      await root[Symbol.asyncDispose]()
      await clone[Symbol.asyncDispose]()
    },
  }
}

describeTransport('the Postgres transport', transport, {
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
  // A batch is one statement: all of it or nothing.
  partialFailure: false,
  batchSize: 1_000,
  messageBytes: 1_000_000,
})
