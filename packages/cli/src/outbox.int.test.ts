import type { Outbound } from '@baltra/sdk'
import type { OutboxStatus, OutboxVerdict } from '@baltra/sdk/infra/db'
import { expect, test } from 'vitest'
import { aDatabase } from '../test/a-database.ts'
import { baltra, lines } from '../test/baltra.ts'

const done = { code: 0, err: '' }

test('status, peek and verify of an outbox that nobody sends', async () => {
  await using db = await aDatabase()
  const { url, companyId } = db
  await db.leave('a', 'b', 'a', 'a')
  const status = await baltra(['outbox', 'status', '--json'], { url })
  expect(status).toMatchObject(done)
  expect(lines<OutboxStatus>(status)).toMatchObject([
    { messages: 4, lanes: 2, topics: [{ topic: 'test.topic', messages: 4, lanes: 2 }], consumers: [] },
  ])
  const peek = await baltra(['outbox', 'peek', '--limit', '3', '--json'], { url })
  expect(
    lines<Outbound>(peek).map(({ message }) => [message.companyid, message.partitionkey, message.sequence]),
  ).toEqual([
    [companyId, 'a', 1],
    [companyId, 'b', 1],
    [companyId, 'a', 2],
  ])
  const verify = await baltra(['outbox', 'verify', '--url', url])
  expect(verify).toEqual({ ...done, out: '4 messages in 2 lanes: every lane is whole.\n' })
  const table = await baltra(['outbox', 'status'], { url })
  expect(table).toMatchObject(done)
  expect(table.out).toMatch(/^4 messages in 2 lanes to send[^]*test\.topic +4 +2 [^]*No consumer has subscribed\.\n$/)
})

test('verify and status while writers and a relay are at work, then nothing is left', async () => {
  await using db = await aDatabase()
  const { url } = db
  await using _relay = await db.relaying()
  await using consumer = await db.consuming((delivery) => delivery.ack())
  const keys = Array.from({ length: 200 }, (_, n) => `key-${n % 9}`)
  let writing = true
  const writers = Promise.all([db.leave(...keys), db.leave(...keys)]).finally(() => (writing = false))
  let looks = 0
  for (; writing || looks < 2; looks += 1) {
    const verify = await baltra(['outbox', 'verify', '--json'], { url })
    expect(verify).toMatchObject(done)
    expect(lines<OutboxVerdict>(verify)).toMatchObject([{ faults: [] }])
    expect(await baltra(['outbox', 'status'], { url })).toMatchObject(done)
  }
  await writers
  await expect.poll(() => consumer.seen().length, { timeout: 20_000 }).toBe(400)
  await expect
    .poll(async () => lines<OutboxStatus>(await baltra(['outbox', 'status', '--json'], { url })), { timeout: 20_000 })
    .toMatchObject([{ messages: 0, consumers: [{ consumer: 'tester', waiting: 0, inHand: 0, parked: 0 }] }])
})

test('verify finds a planted hole and a planted double, and ends with 1', async () => {
  await using db = await aDatabase()
  const { url } = db
  await db.leave('hole', 'hole', 'hole', 'double', 'whole', 'whole')
  await db.system.query(`delete from messaging.outbox where key = 'hole' and sequence = 2`)
  await db.doubled('double')
  const told = await baltra(['outbox', 'verify'], { url })
  expect(told).toMatchObject({ code: 1, err: '' })
  expect(told.out).toMatch(/^6 messages in 3 lanes: 2 lanes not whole\.\n/)
  expect(told.out).toMatch(/key hole\n[^\n]*last number given is 3\n {2}missing: 2\n/)
  expect(told.out).toMatch(/key double\n[^\n]*last number given is 1\n {2}there twice: 1\n/)
  const json = await baltra(['outbox', 'verify', '--json'], { url })
  expect(json.code).toBe(1)
  const [verdict] = lines<OutboxVerdict>(json)
  expect(verdict!.faults.map(({ key }) => key).toSorted()).toEqual(['double', 'hole'])
})
