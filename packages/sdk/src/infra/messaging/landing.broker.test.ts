import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import type { Broker } from '../../../test/brokers/broker.ts'
import { clientSockets, type ClientSockets } from '../../../test/brokers/client-sockets.ts'
import { temporaryKafka } from '../../../test/brokers/temporary-kafka.ts'
import { superuser } from '../../../test/superuser.ts'
import { warnings } from '../../../test/warnings.ts'
import { uuidv7 } from '../../seedwork/typed-id.ts'
import { describeTransport } from '../../testing/conformance/index.ts'
import { embeddedPostgres, type EmbeddedPostgres } from '../../testing/index.ts'
import { database, migrate } from '../db/index.ts'
import { kafkaClient, kafkaPublisher, kafkaSubscriber, provisionKafka } from './kafka/index.ts'
import { landing } from './landing.ts'
import { postgresPublisher, postgresSubscriber } from './postgres/index.ts'

let kafka: Broker
let sockets: ClientSockets
let directory: string
let postgres: EmbeddedPostgres

beforeAll(async () => {
  kafka = await temporaryKafka()
  sockets = clientSockets(Number(kafka.address.split(':')[1]))
  directory = await mkdtemp(join(tmpdir(), 'landing-'))
  postgres = await embeddedPostgres({ directory, settings: { fsync: 'off' } })
})
afterAll(async () => {
  sockets[Symbol.dispose]()
  await kafka[Symbol.asyncDispose]()
  await postgres[Symbol.asyncDispose]()
  await rm(directory, { recursive: true, force: true })
})

/** A topic of a Kafka that all share, and a database of the consumers' own. */
const transport = async () => {
  const id = uuidv7(Date.now())
  const topics = [`landing.${id}`, `landing.${id}.other`] as const
  const url = await postgres.createDatabase(`landing_${id.replaceAll('-', '')}`)
  await migrate({ url })
  const root = await superuser(url)
  const broker = kafkaClient({ brokers: [kafka.address], clientId: 'landing' })
  await provisionKafka({ client: broker }, { topics: topics.map((topic) => ({ topic, partitions: 3 })) })
  const ends: (() => Promise<void>)[] = []
  const open = () => {
    const publisher = kafkaPublisher({ client: broker })
    const engine = database({ url, role: 'baltra_system', name: 'under test' })
    ends.push(async () => {
      await publisher[Symbol.asyncDispose]()
      await engine[Symbol.asyncDispose]()
    })
    const options = { heartbeat: 200, session: 6_000, grace: 500 }
    const local = postgresSubscriber({ engine, logger: warnings() })
    const publisherFor = (consumer: string) => postgresPublisher({ engine }, { consumer })
    const far = kafkaSubscriber({ client: broker, logger: warnings() }, options)
    return { publisher, subscriber: landing({ broker: far, local, publisherFor }) }
  }
  return {
    ...open(),
    topics,
    async reopen() {
      await ends.pop()!()
      return open()
    },
    async disconnect() {
      sockets.cut()
      await root.terminate('under test')
    },
    async close() {
      for (const end of ends) await end()
      await root[Symbol.asyncDispose]()
    },
  }
}

describeTransport('Kafka, its messages landing in Postgres,', transport, {
  ordering: true,
  groups: true,
  delay: true,
  redelivery: true,
  attempts: true,
  fencing: true,
  // What Kafka repeats after it was handled lands again: the inbox knows it.
  exactAcks: false,
  deadLetters: true,
  holdsLanes: true,
  deduplication: false,
  reconnection: true,
  persistence: true,
  partialFailure: false,
  batchSize: 1_000,
  messageBytes: 1_000_000,
})
