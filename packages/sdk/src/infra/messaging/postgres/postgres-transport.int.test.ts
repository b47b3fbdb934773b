import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest'
import { aCall } from '../../../../test/a-call.ts'
import { testId } from '../../../../test/an-opening.ts'
import { consuming } from '../../../../test/consuming.ts'
import { eventually } from '../../../../test/eventually.ts'
import { outboundMessage } from '../../../../test/outbound-message.ts'
import { superuser, type Superuser } from '../../../../test/superuser.ts'
import { CompanyId } from '../../../seedwork/call.ts'
import { Failure } from '../../../seedwork/failure.ts'
import type { Message, Outbound } from '../../../seedwork/message.ts'
import { cloneDatabase, type ClonedDatabase } from '../../../testing/postgres/clone-database.ts'
import { database, type Database } from '../../db/index.ts'
import { Claims } from './claims.ts'
import { postgresPublisher } from './publisher.ts'

let clone: ClonedDatabase
let root: Superuser
let system: Database
const { companyId } = aCall()

beforeAll(async () => {
  clone = await cloneDatabase(inject('postgres'))
  root = await superuser(clone.url)
  system = database({ url: clone.url, role: 'baltra_system', name: 'publisher' })
})
beforeEach(() => root.query('truncate messaging.deliveries, messaging.subscriptions'))
afterAll(async () => {
  await system[Symbol.asyncDispose]()
  await root[Symbol.asyncDispose]()
  await clone[Symbol.asyncDispose]()
})

const lane = (key: string, count: number, from = 1): Outbound[] =>
  Array.from({ length: count }, (_, n) => outboundMessage({ companyId, key, sequence: from + n }))
const publish = (...batch: readonly Outbound[]) => postgresPublisher({ engine: system }).publish(batch)
const waiting = async () => (await root.query('select from messaging.deliveries')).length
const allDone = () => eventually(async () => expect(await waiting()).toBe(0))
const told = (messages: readonly Message[]) =>
  messages.map(({ partitionkey, sequence }) => `${partitionkey} ${sequence}`)
const ofLane = (messages: readonly Message[], key: string) =>
  messages.filter(({ partitionkey }) => partitionkey === key).map(({ sequence }) => sequence)
const upTo = (count: number) => Array.from({ length: count }, (_, n) => n + 1)
const refusal = new Failure('invalid', 'test.refused', 'refused')
const trouble = new Failure('unavailable', 'test.trouble', 'trouble')

/** Something that a test lets happen when it is time. */
const gate = () => {
  const { promise, resolve } = Promise.withResolvers<void>()
  return { passed: promise, open: resolve }
}

describe('the Postgres transport', () => {
  test('carries a message whole', async () => {
    await using consumer = await consuming(clone.url)
    const [one] = lane('a', 1)
    await publish(one!)
    await allDone()
    expect(consumer.seen).toEqual([one!.message])
  })

  test('keeps the order of each lane, while lanes go side by side', async () => {
    let inHand = 0
    let most = 0
    const busy = new Set<string>()
    await using consumer = await consuming(clone.url, {
      async handle(delivery, { partitionkey }) {
        expect(busy.has(partitionkey)).toBe(false)
        busy.add(partitionkey)
        most = Math.max(most, (inHand += 1))
        await system.query('select 1')
        busy.delete(partitionkey)
        inHand -= 1
        await delivery.ack()
      },
      concurrency: 4,
    })
    const keys = ['a', 'b', 'c', 'd', 'e', 'f']
    for (let from = 1; from <= 20; from += 5) await publish(...keys.flatMap((key) => lane(key, 5, from)))
    await allDone()
    for (const key of keys) expect(ofLane(consumer.seen, key)).toEqual(upTo(20))
    expect(most).toBeGreaterThan(1)
    expect(most).toBeLessThanOrEqual(4)
  })

  test('gives each message to each of its consumers, and to none that reads another topic', async () => {
    await using one = await consuming(clone.url, { consumer: 'one' })
    await using two = await consuming(clone.url, { consumer: 'two' })
    await using other = await consuming(clone.url, { consumer: 'other', topics: ['another.topic'] })
    await publish(...lane('a', 3))
    await allDone()
    expect([told(one.seen), told(two.seen), told(other.seen)]).toEqual([
      ['a 1', 'a 2', 'a 3'],
      ['a 1', 'a 2', 'a 3'],
      [],
    ])
  })

  test('sends no command that nobody would get, and all else', async () => {
    const publisher = postgresPublisher({ engine: system })
    const command = outboundMessage({ companyId, key: 'a', topic: 'comandos.test' })
    const event = outboundMessage({ companyId, key: 'a', topic: 'eventos.test' })
    const answers = await publisher.publish([command, event])
    expect(answers).toEqual([expect.objectContaining({ code: 'messaging.no_subscriber', retryable: true }), undefined])
    await using consumer = await consuming(clone.url, { topics: [command.topic] })
    expect(await publisher.publish([command])).toEqual([undefined])
    await eventually(() => expect(consumer.seen).toEqual([command.message]))
  })

  test('gives a message to one consumer alone when told so', async () => {
    await using one = await consuming(clone.url, { consumer: 'one' })
    await using other = await consuming(clone.url, { consumer: 'other' })
    const [first, second] = lane('a', 2)
    await postgresPublisher({ engine: system }, { consumer: 'one' }).publish([first!])
    await publish(second!)
    await eventually(() => expect(one.seen).toEqual([first!.message, second!.message]))
    await eventually(() => expect(other.seen).toEqual([second!.message]))
  })

  test('keeps what was published while its consumer was away', async () => {
    const first = await consuming(clone.url)
    await first[Symbol.asyncDispose]()
    await publish(...lane('a', 3))
    await using second = await consuming(clone.url)
    await allDone()
    expect([told(first.seen), told(second.seen)]).toEqual([[], ['a 1', 'a 2', 'a 3']])
  })

  test('takes a message that is sent again while it waits for the same', async () => {
    const held = gate()
    await using consumer = await consuming(clone.url, {
      async handle(delivery) {
        await held.passed
        await delivery.ack()
      },
    })
    const [one, two] = lane('a', 2)
    await publish(one!)
    await publish(one!, two!, one!)
    expect(await waiting()).toBe(2)
    held.open()
    await allDone()
    expect(told(consumer.seen)).toEqual(['a 1', 'a 2'])
  })

  test('two instances of one consumer share its messages, each lane still in its order', async () => {
    await using one = await consuming(clone.url, { concurrency: 3 })
    await using two = await consuming(clone.url, { concurrency: 3 })
    const keys = Array.from({ length: 12 }, (_, n) => `key-${n}`)
    for (let from = 1; from <= 10; from += 1) await publish(...keys.flatMap((key) => lane(key, 1, from)))
    await allDone()
    expect(one.seen.length + two.seen.length).toBe(120)
    expect(new Set([...one.seen, ...two.seen].map(({ id }) => id)).size).toBe(120)
    for (const key of keys) {
      for (const { seen } of [one, two]) expect(ofLane(seen, key)).toEqual(ofLane(seen, key).toSorted((a, b) => a - b))
    }
  })

  test('finds what somebody who does not take turns has left behind', async () => {
    await using consumer = await consuming(clone.url)
    await consumer.stop()
    await publish(...lane('a', 1), ...lane('b', 1))
    const [first] = await root.query<{ id: string }>('delete from messaging.deliveries where key = $1 returning id', [
      'a',
    ])
    await using anchor = await system.anchor()
    const claims = await Claims.begin(system, anchor)
    const one = { most: 1, slots: 1 }
    expect(await claims.take('tester', one)).toHaveLength(1)
    await root.query(
      `insert into messaging.deliveries (id, consumer, company_id, topic, key, message_id, message)
       overriding system value values ($1, 'tester', $2, 'test.topic', 'late', gen_random_uuid(), '{}')`,
      [first!.id, companyId],
    )
    expect(await claims.take('tester', one)).toEqual([])
    await claims.lookAgain('tester')
    expect(await claims.take('tester', one)).toHaveLength(1)
  })

  test('never takes more than it was asked for', async () => {
    await using consumer = await consuming(clone.url)
    await consumer.stop()
    await publish(...Array.from({ length: 30 }, (_, n) => lane(`key-${n}`, 1)[0]!))
    await root.query('analyze messaging.deliveries')
    await using anchor = await system.anchor()
    const claims = await Claims.begin(system, anchor)
    expect(await claims.take('tester', { most: 7, slots: 7 })).toHaveLength(7)
  })
})

describe('a message that fails', () => {
  test('comes again after its time, and its lane waits behind it while the others flow', async () => {
    const begun: number[] = []
    await using consumer = await consuming(clone.url, {
      async handle(delivery, { partitionkey, sequence }) {
        if (partitionkey !== 'bad' || sequence !== 1) return delivery.ack()
        begun.push(performance.now())
        return begun.length < 3 ? delivery.retry(trouble, 300) : delivery.ack()
      },
    })
    await publish(...lane('bad', 2), ...lane('good', 5))
    await allDone()
    expect(ofLane(consumer.seen, 'bad')).toEqual([1, 1, 1, 2])
    expect(begun[1]! - begun[0]!).toBeGreaterThan(290)
    expect(begun[2]! - begun[1]!).toBeGreaterThan(290)
    expect(ofLane(consumer.seen, 'good')).toEqual(upTo(5))
    expect(told(consumer.seen).indexOf('good 1')).toBeLessThan(told(consumer.seen).indexOf('bad 2'))
  })

  test('holds nobody who has its key in another topic or in another company', async () => {
    const stranger = CompanyId.parse(testId(77))
    await using consumer = await consuming(clone.url, {
      topics: ['test.topic', 'another.topic'],
      handle: (delivery, { companyid }) =>
        delivery.topic === 'test.topic' && companyid === companyId ? delivery.park(refusal) : delivery.ack(),
    })
    const elsewhere = outboundMessage({ companyId, key: 'same', topic: 'another.topic' })
    const another = outboundMessage({ companyId: stranger, key: 'same' })
    await publish(...lane('same', 2), elsewhere, another)
    await eventually(async () => expect(await waiting()).toBe(2))
    expect(consumer.seen).toHaveLength(3)
  })

  test('for good becomes a dead letter with its errors, and holds its own lane alone', async () => {
    await using consumer = await consuming(clone.url, {
      handle: (delivery, { partitionkey }) => {
        if (partitionkey !== 'bad') return delivery.ack()
        return delivery.finished === 0 ? delivery.retry(trouble, 0) : delivery.park(refusal)
      },
    })
    await publish(...lane('bad', 3), ...lane('good', 3))
    await eventually(async () => expect(await waiting()).toBe(3))
    await publish(...lane('good', 2, 4))
    await eventually(async () => {
      const rows = await root.query('select from messaging.deliveries where parked_at is not null')
      expect([rows.length, await waiting()]).toEqual([1, 3])
    })
    expect(ofLane(consumer.seen, 'good')).toEqual(upTo(5))
    expect(ofLane(consumer.seen, 'bad')).toEqual([1, 1])
    const [letter] = await root.query<Record<string, unknown>>(
      `select owner, started, finished, errors, message from messaging.deliveries where parked_at is not null`,
    )
    expect(letter).toMatchObject({
      owner: null,
      started: 2,
      finished: 2,
      errors: [
        { code: 'test.trouble', kind: 'unavailable', message: 'trouble', at: expect.any(String) },
        { code: 'test.refused', kind: 'invalid', message: 'refused', at: expect.any(String) },
      ],
      message: { partitionkey: 'bad', sequence: 1 },
    })
    // A person discards it: those behind it flow on.
    await root.query('delete from messaging.deliveries where parked_at is not null')
    await eventually(() => expect(ofLane(consumer.seen, 'bad')).toEqual([1, 1, 2, 2]))
  })

  test('is in the hands of nobody when it could not even be settled', async () => {
    let stumbles = 0
    await using consumer = await consuming(clone.url, {
      async handle(delivery) {
        stumbles += 1
        if (stumbles === 1) throw new Error('the acknowledgement got lost')
        await delivery.ack()
      },
    })
    await publish(...lane('a', 2))
    await allDone()
    expect(told(consumer.seen)).toEqual(['a 1', 'a 1', 'a 2'])
    expect(consumer.logger.told.length).toBeGreaterThan(0)
  })
})

describe('a lane that does not move', () => {
  const flow = () => root.query('select from messaging.deliveries where waits = 0')

  test('is passed by the others, however much waits in it', async () => {
    const held = gate()
    await using consumer = await consuming(clone.url, {
      concurrency: 2,
      async handle(delivery, { partitionkey }) {
        if (partitionkey === 'slow') await held.passed
        await delivery.ack()
      },
    })
    await publish(...lane('slow', 500))
    await eventually(() => expect(ofLane(consumer.seen, 'slow')).toEqual([1]))
    await publish(...lane('quick', 3))
    await eventually(() => expect(ofLane(consumer.seen, 'quick')).toEqual(upTo(3)))
    held.open()
    await allDone()
    expect(ofLane(consumer.seen, 'slow')).toEqual(upTo(500))
  })

  test('is set aside behind its dead letter, also what comes later, and moves on in order when that goes', async () => {
    let isStrict = true
    await using consumer = await consuming(clone.url, {
      handle: (delivery, { partitionkey }) =>
        isStrict && partitionkey === 'bad' ? delivery.park(refusal) : delivery.ack(),
    })
    await publish(...lane('bad', 300))
    await eventually(async () => expect(await flow()).toEqual([]))
    await publish(...lane('bad', 50, 301), ...lane('good', 2))
    await eventually(async () => expect(await flow()).toEqual([]))
    expect(ofLane(consumer.seen, 'good')).toEqual([1, 2])
    expect(ofLane(consumer.seen, 'bad')).toEqual([1])
    isStrict = false
    await root.query('delete from messaging.deliveries where parked_at is not null')
    await allDone()
    expect(ofLane(consumer.seen, 'bad')).toEqual(upTo(350))
  })
})

describe('a consumer that goes away', () => {
  test('and is told to ends what it has in hand, takes nothing more, and leaves the rest', async () => {
    const begun = gate()
    const held = gate()
    await using consumer = await consuming(clone.url, {
      concurrency: 1,
      async handle(delivery) {
        begun.open()
        await held.passed
        await delivery.ack()
      },
    })
    await publish(...lane('a', 1), ...lane('b', 1))
    await begun.passed
    const stopping = consumer.stop()
    held.open()
    await stopping
    expect(consumer.seen).toHaveLength(1)
    const rest = await root.query('select owner, started from messaging.deliveries')
    expect(rest).toEqual([{ owner: null, started: 0 }])
  })

  test('keeps what it has in hand to itself until it has ended it', async () => {
    const begun = gate()
    const held = gate()
    await using consumer = await consuming(clone.url, {
      async handle(delivery) {
        begun.open()
        await held.passed
        await delivery.ack()
      },
    })
    await publish(...lane('a', 1))
    await begun.passed
    const stopping = consumer.stop()
    await using anchor = await system.anchor()
    const claims = await Claims.begin(system, anchor)
    for (let round = 0; round < 20; round += 1) {
      await claims.freeTheDead()
      expect(await claims.take('tester', { most: 1, slots: 1 })).toEqual([])
    }
    held.open()
    await stopping
    await allDone()
  })

  test('by dying leaves what it had in hand to others, who know that it was begun', async () => {
    await using doomed = database({ url: clone.url, role: 'baltra_system', name: 'doomed' })
    const anchor = await doomed.anchor()
    await using survivor = await consuming(clone.url)
    await survivor.stop()
    await publish(...lane('a', 2))
    const claims = await Claims.begin(doomed, anchor)
    expect(await claims.take('tester', { most: 5, slots: 5 })).toHaveLength(2)
    const begun = new Map<number, number>()
    await using heir = await consuming(clone.url, {
      async handle(delivery, { sequence }) {
        begun.set(sequence, delivery.started)
        await delivery.ack()
      },
    })
    await publish(...lane('b', 1))
    await eventually(() => expect(told(heir.seen)).toEqual(['b 1']))
    await anchor[Symbol.asyncDispose]()
    await allDone()
    expect(told(heir.seen)).toEqual(['b 1', 'a 1', 'a 2'])
    expect([...begun]).toEqual([
      [1, 2],
      [2, 1],
    ])
  })

  test('keeps nothing from its heir when it settles too late', async () => {
    await using late = database({ url: clone.url, role: 'baltra_system' })
    const anchor = await late.anchor()
    await using first = await consuming(clone.url)
    await first.stop()
    await publish(...lane('a', 1))
    const claims = await Claims.begin(late, anchor)
    const [claimed] = await claims.take('tester', { most: 1, slots: 1 })
    await anchor[Symbol.asyncDispose]()
    await claims.freeTheDead()
    await using own = await system.anchor()
    const heir = await Claims.begin(system, own)
    expect(await heir.take('tester', { most: 1, slots: 1 })).toHaveLength(1)
    await claims.again(claimed!.id, [], {}, 0)
    await claims.park(claimed!.id, [], {})
    await claims.done([claimed!.id])
    expect(await root.query('select owner is not null as held, parked_at, finished from messaging.deliveries')).toEqual(
      [{ held: true, parked_at: null, finished: 0 }],
    )
  })

  test('and comes back after the database was gone loses nothing and goes on', async () => {
    await using consumer = await consuming(clone.url, { name: 'restarted' })
    await publish(...lane('a', 2))
    await allDone()
    for (let round = 0; round < 3; round += 1) {
      await root.terminate('restarted')
      await publish(...lane('a', 2, 3 + 2 * round))
      await allDone()
    }
    expect(ofLane(consumer.seen, 'a')).toEqual(upTo(8))
  })

  test('since it could not claim begins nothing more of what it had taken', async () => {
    const begun = gate()
    const held = gate()
    let ended = 0
    await using consumer = await consuming(clone.url, {
      async handle(delivery, { partitionkey }) {
        if (partitionkey === 'a' && ofLane(consumer.seen, 'a').length === 1) {
          begun.open()
          await held.passed
        }
        await delivery.ack()
        ended += 1
      },
    })
    await publish(...lane('a', 2))
    await begun.passed
    await root.query('revoke update on messaging.deliveries from baltra_system')
    await publish(...lane('b', 1))
    await eventually(() => expect(consumer.logger.told.length).toBeGreaterThan(0))
    await root.query('grant update on messaging.deliveries to baltra_system')
    await allDone()
    held.open()
    await eventually(() => expect(ended).toBe(4))
    await publish(...lane('b', 1, 2))
    await allDone()
    expect(ofLane(consumer.seen, 'a')).toEqual([1, 1, 2])
  })

  test('by losing its connection again and again has not crashed, since it says so when it is back', async () => {
    const begun: number[] = []
    const held = gate()
    await using _consumer = await consuming(clone.url, {
      name: 'cut',
      async handle(delivery, { partitionkey }) {
        if (partitionkey !== 'a') return delivery.ack()
        begun.push(delivery.started - delivery.finished)
        if (begun.length > 8) return delivery.ack()
        await held.passed
      },
    })
    await publish(...lane('a', 1))
    for (let round = 1; round <= 8; round += 1) {
      await eventually(() => expect(begun).toHaveLength(round))
      await root.terminate('cut')
    }
    await allDone()
    held.open()
    expect(begun).toEqual(Array.from({ length: 9 }, () => 1))
  })

  test('while a slow handler is under way does not stop the others from coming back', async () => {
    const held = gate()
    const begun = gate()
    await using consumer = await consuming(clone.url, {
      name: 'restarted',
      async handle(delivery, { partitionkey }) {
        if (partitionkey === 'slow') {
          begun.open()
          await held.passed
        }
        await delivery.ack()
      },
    })
    await publish(...lane('slow', 1))
    await begun.passed
    await root.terminate('restarted')
    await publish(...lane('quick', 3))
    await eventually(() => expect(ofLane(consumer.seen, 'quick')).toEqual(upTo(3)))
    held.open()
    await allDone()
  })

  test('leaves no connection and no listening behind', async () => {
    const consumer = await consuming(clone.url, { name: 'put away' })
    await publish(...lane('a', 1))
    await allDone()
    await consumer[Symbol.asyncDispose]()
    await eventually(async () =>
      expect(await root.query(`select from pg_stat_activity where application_name = 'put away'`)).toEqual([]),
    )
  })
})
