import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest'
import { aCall } from '../../../../test/a-call.ts'
import { consuming } from '../../../../test/consuming.ts'
import { eventually } from '../../../../test/eventually.ts'
import { outboundMessage } from '../../../../test/outbound-message.ts'
import { superuser, type Superuser } from '../../../../test/superuser.ts'
import { CompanyId } from '../../../seedwork/call.ts'
import { Failure } from '../../../seedwork/failure.ts'
import type { Message } from '../../../seedwork/message.ts'
import type { Delivery } from '../../../seedwork/transport.ts'
import { uuidv7Ids } from '../../../seedwork/typed-id.ts'
import { cloneDatabase, type ClonedDatabase } from '../../../testing/postgres/clone-database.ts'
import { database, type Database } from '../../db/index.ts'
import { deadLetters, type DeadLetters } from './dead-letters.ts'
import { postgresPublisher } from './publisher.ts'

let clone: ClonedDatabase
let root: Superuser
let system: Database
let letters: DeadLetters
const { companyId } = aCall()

beforeAll(async () => {
  clone = await cloneDatabase(inject('postgres'))
  root = await superuser(clone.url)
  system = database({ url: clone.url, role: 'baltra_system', name: 'operator' })
  letters = deadLetters({ engine: system })
})
beforeEach(() => root.query('truncate messaging.deliveries, messaging.subscriptions'))
afterAll(async () => {
  await system[Symbol.asyncDispose]()
  await root[Symbol.asyncDispose]()
  await clone[Symbol.asyncDispose]()
})

const refusal = new Failure('invalid', 'test.refused', 'refused')
const none = { kind: 'not_found', code: 'messaging.no_dead_letter' }
const notParked = { kind: 'conflict', code: 'messaging.not_parked' }

const publish = (key: string, count: number, of = companyId) =>
  postgresPublisher({ engine: system }).publish(
    Array.from({ length: count }, (_, n) =>
      outboundMessage({ companyId: of, key, sequence: n + 1, data: { good: n > 0 || key === 'good' } }),
    ),
  )

/** Parks what is not good, as long as `strict` says so. */
const judging = (strict: () => boolean) => (delivery: Delivery, message: Message) =>
  strict() && !(message.data as { good: boolean }).good ? delivery.park(refusal) : delivery.ack()

const parked = (count: number) =>
  eventually(async () => {
    const found = await letters.list({ limit: 100 })
    expect(found).toHaveLength(count)
    return found
  })
const handled = ({ seen }: { readonly seen: readonly Message[] }, key = 'bad') =>
  seen.filter(({ partitionkey }) => partitionkey === key).map(({ sequence }) => sequence)
const allDone = () =>
  eventually(async () => expect(await root.query('select from messaging.deliveries')).toHaveLength(0))

describe('a dead letter', () => {
  test('is shown with its message, its errors and how many wait behind it', async () => {
    await using consumer = await consuming(clone.url, { handle: judging(() => true) })
    await publish('bad', 3)
    await publish('good', 2)
    const [letter] = await parked(1)
    await consumer.stop()
    expect(letter).toEqual({
      id: expect.stringMatching(/^\d+$/),
      consumer: 'tester',
      companyId,
      topic: 'test.topic',
      key: 'bad',
      parkedAt: expect.any(Date),
      started: 1,
      finished: 1,
      errors: [{ at: expect.any(String), code: 'test.refused', kind: 'invalid', message: 'refused' }],
      behind: 2,
      message: consumer.seen.find(({ partitionkey }) => partitionkey === 'bad'),
    })
    expect(await letters.show(letter!.id)).toEqual(letter)
  })

  test('that is replayed is handled before those behind it, with the patience of a new one', async () => {
    let strict = true
    const begun: number[] = []
    await using consumer = await consuming(clone.url, {
      async handle(delivery, message) {
        begun.push(delivery.started)
        await judging(() => strict)(delivery, message)
      },
    })
    await publish('bad', 3)
    const [letter] = await parked(1)
    strict = false
    await letters.replay(letter!.id)
    await allDone()
    expect(handled(consumer)).toEqual([1, 1, 2, 3])
    expect(begun).toEqual([1, 1, 1, 1])
  })

  test('that fails again is parked again under the same id, with the errors of both times', async () => {
    await using consumer = await consuming(clone.url, { handle: judging(() => true) })
    await publish('bad', 2)
    const [letter] = await parked(1)
    await letters.replay(letter!.id)
    await eventually(async () => expect((await letters.show(letter!.id)).errors).toHaveLength(2))
    expect(await letters.show(letter!.id)).toMatchObject({ started: 1, finished: 1, behind: 1 })
    expect(handled(consumer)).toEqual([1, 1])
  })

  test('that is edited stays parked, and is handled with the new data under its old id when replayed', async () => {
    await using consumer = await consuming(clone.url, { handle: judging(() => true) })
    await publish('bad', 2)
    const [letter] = await parked(1)
    await letters.edit(letter!.id, { good: true, note: 'á "quoted" text' })
    expect(await letters.show(letter!.id)).toMatchObject({ parkedAt: letter!.parkedAt })
    await letters.replay(letter!.id)
    await allDone()
    expect(handled(consumer)).toEqual([1, 1, 2])
    expect(consumer.seen[1]).toEqual({ ...consumer.seen[0], data: { good: true, note: 'á "quoted" text' } })
  })

  test.each([
    ['nothing', undefined],
    ['a NUL', { name: 'a\0b' }],
    ['a NUL in a name', { 'a\0b': 1 }],
    ['half a character', ['\ud800']],
  ])('does not take %s for data, and stays as it was', async (_, data) => {
    await using consumer = await consuming(clone.url, { handle: judging(() => true) })
    await publish('bad', 1)
    const [letter] = await parked(1)
    await consumer.stop()
    await expect(letters.edit(letter!.id, data)).rejects.toMatchObject({
      kind: 'invalid',
      code: 'messaging.data_not_json',
    })
    expect(await letters.show(letter!.id)).toEqual(letter)
  })

  test('that is discarded lets those behind it go on', async () => {
    await using consumer = await consuming(clone.url, { handle: judging(() => true) })
    await publish('bad', 3)
    const [letter] = await parked(1)
    await letters.discard(letter!.id)
    await allDone()
    expect(handled(consumer)).toEqual([1, 2, 3])
    await expect(letters.show(letter!.id)).rejects.toMatchObject(none)
  })
})

describe('what is no dead letter', () => {
  const attempts: readonly (readonly [string, (id: string) => Promise<unknown>])[] = [
    ['shown', (id) => letters.show(id)],
    ['replayed', (id) => letters.replay(id)],
    ['edited', (id) => letters.edit(id, {})],
    ['discarded', (id) => letters.discard(id)],
  ]

  test.each(attempts)('can not be %s while it waits, and is left alone', async (_, attempt) => {
    await using consumer = await consuming(clone.url)
    await consumer.stop()
    await publish('bad', 1)
    const rows = () => root.query<{ id: string }>('select * from messaging.deliveries')
    const before = await rows()
    await expect(attempt(before[0]!.id)).rejects.toMatchObject(notParked)
    expect(await rows()).toEqual(before)
  })

  test.each(attempts)('can not be %s when there is none of that id', async (_, attempt) => {
    for (const id of ['4711', 'x', '', '-1', '99999999999999999999', "1'; --"]) {
      await expect(attempt(id)).rejects.toMatchObject(none)
    }
  })

  test('is one that two people decide about at once: one of them is told', async () => {
    await using consumer = await consuming(clone.url, { handle: judging(() => true) })
    await publish('bad', 1)
    const [letter] = await parked(1)
    await consumer.stop()
    const outcomes = await Promise.allSettled([letters.discard(letter!.id), letters.replay(letter!.id)])
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
  })
})

describe('the list of dead letters', () => {
  test('is in pages, by consumer and by company', async () => {
    const other = uuidv7Ids.next(CompanyId)
    await using one = await consuming(clone.url, { consumer: 'one', handle: judging(() => true) })
    await using two = await consuming(clone.url, { consumer: 'two', handle: judging(() => true) })
    await publish('bad', 1)
    await publish('worse', 1)
    await publish('bad', 1, other)
    const all = await parked(6)
    await Promise.all([one.stop(), two.stop()])
    const ids = all.map(({ id }) => BigInt(id))
    expect(ids).toEqual(ids.toSorted((a, b) => Number(a - b)))
    const first = await letters.list({ limit: 4 })
    const second = await letters.list({ limit: 4, after: first.at(-1)!.id })
    expect([...first, ...second]).toEqual(all)
    expect(await letters.list({ limit: 9, consumer: 'two' })).toEqual(all.filter(({ consumer }) => consumer === 'two'))
    expect(await letters.list({ limit: 9, companyId: other, consumer: 'one' })).toHaveLength(1)
    expect(await letters.list({ limit: 9, consumer: 'nobody' })).toEqual([])
  })
})
