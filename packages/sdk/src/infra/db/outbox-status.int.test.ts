import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { callFor, hiringDatabase } from '../../../test/hiring-fixture.ts'
import { leaveMessages } from '../../../test/leave-messages.ts'
import { outboundMessage } from '../../../test/outbound-message.ts'
import { superuser, type Superuser } from '../../../test/superuser.ts'
import { Message } from '../../seedwork/message.ts'
import { uuidv7 } from '../../seedwork/typed-id.ts'
import { postgresPublisher, postgresSubscriber } from '../messaging/postgres/index.ts'
import { outboxStatus } from './outbox-status.ts'
import { PgOutbox } from './outbox.ts'
import { peekOutbox } from './peek-outbox.ts'
import { scheduleMessage } from './scheduled/schedule-message.ts'
import { unitOfWork } from './unit-of-work.ts'

let db: Awaited<ReturnType<typeof hiringDatabase>>
let company: Awaited<ReturnType<typeof db.provision>>
let root: Superuser

beforeAll(async () => {
  db = await hiringDatabase()
  company = await db.provision()
  root = await superuser(db.url)
})
beforeEach(() =>
  root.query(
    'truncate messaging.outbox, messaging.key_sequences, messaging.deliveries, messaging.subscriptions, messaging.scheduled',
  ),
)
afterAll(async () => {
  await root[Symbol.asyncDispose]()
  await db[Symbol.asyncDispose]()
})

const ago = (seconds: number) => new Date(Date.now() - seconds * 1000)
const status = () => outboxStatus({ database: db.system })
const about = (seconds: number) => expect.closeTo(seconds, -1)

describe("the outbox's status", () => {
  test('of nothing is nothing', async () => {
    const scheduled = { messages: 0, due: 0, next: undefined }
    const nothing = { messages: 0, lanes: 0, oldestSeconds: undefined, scheduled, topics: [], consumers: [] }
    expect(await status()).toEqual(nothing)
  })

  test('counts messages and lanes of all companies by topic, with the age of the oldest', async () => {
    const { companyId } = company
    const { companyId: other } = await db.provision()
    await leaveMessages(db.app, ['a'], { companyId, at: ago(600) })
    await leaveMessages(db.app, ['a', 'b', 'c', 'a'], { companyId, at: ago(60) })
    await leaveMessages(db.app, ['a'], { companyId: other, at: ago(60) })
    await leaveMessages(db.app, ['a', 'a'], { companyId, topic: 'another.topic', at: ago(300) })
    expect(await status()).toMatchObject({
      messages: 8,
      lanes: 5,
      oldestSeconds: about(600),
      topics: [
        { topic: 'another.topic', messages: 2, lanes: 1, oldestSeconds: about(300) },
        { topic: 'test.topic', messages: 6, lanes: 4, oldestSeconds: about(600) },
      ],
      consumers: [],
    })
  })

  test('counts what is scheduled apart, and tells when the first of it is due', async () => {
    const { companyId } = company
    const first = ago(5)
    await unitOfWork({ database: db.app }, (transaction) => transaction).run(
      callFor(companyId),
      async (transaction) => {
        for (const [n, at] of [ago(-7200), first, ago(-3600)].entries()) {
          const which = { id: uuidv7(Date.now()), topic: 'test.topic', key: 'a', type: 'test.happened' }
          scheduleMessage(transaction, `m${n}`, { ...which, at, data: {} })
        }
      },
    )
    expect(await status()).toMatchObject({ messages: 0, scheduled: { messages: 3, due: 1, next: first } })
  })

  test('takes a clock that is ahead for no age at all', async () => {
    await leaveMessages(db.app, ['a'], { companyId: company.companyId, at: ago(-3600) })
    expect(await status()).toMatchObject({ oldestSeconds: 0 })
  })

  test('tells for each consumer what waits, is in hand and is parked, also when it is nothing', async () => {
    const logger = { warn: () => undefined }
    const subscriber = postgresSubscriber({ engine: db.system, logger })
    await subscriber.subscribe({ consumer: 'busy', topics: ['test.topic'] })
    await subscriber.subscribe({ consumer: 'idle', topics: ['another.topic'] })
    const { companyId } = company
    const batch = ['a', 'b', 'c', 'd'].map((key, index) => {
      const outbound = outboundMessage({ companyId, key })
      return { ...outbound, message: { ...outbound.message, time: ago(400 - 100 * index).toISOString() } }
    })
    await postgresPublisher({ engine: db.system }).publish(batch)
    await root.query(`update messaging.deliveries set parked_at = now() where key = 'a'`)
    await root.query(`update messaging.deliveries set owner = 1 where key = 'd'`)
    expect((await status()).consumers).toEqual([
      { consumer: 'busy', waiting: 2, inHand: 1, parked: 1, oldestSeconds: about(300) },
      { consumer: 'idle', waiting: 0, inHand: 0, parked: 0, oldestSeconds: undefined },
    ])
  })
})

describe('peeking into the outbox', () => {
  test('gives whole messages in the order of their writing, and takes nothing', async () => {
    const keys = Array.from({ length: 30 }, (_, n) => `key-${n % 7}`)
    await leaveMessages(db.app, keys, { companyId: company.companyId })
    const front = await peekOutbox({ database: db.system }, { limit: 12 })
    expect(front.map(({ message }) => message.partitionkey)).toEqual(keys.slice(0, 12))
    for (const { message } of front) Message.parse(message)
    await using outbox = new PgOutbox({ database: db.system })
    const { taken } = await outbox.drain(async (batch) => batch.map(() => undefined), { limit: 500, except: [] })
    expect(taken).toBe(30)
    expect(await peekOutbox({ database: db.system }, { limit: 12 })).toEqual([])
  })
})
