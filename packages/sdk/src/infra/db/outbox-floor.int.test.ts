import { Client } from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { hiringDatabase } from '../../../test/hiring-fixture.ts'
import { leaveMessages } from '../../../test/leave-messages.ts'
import { superuser, type Superuser } from '../../../test/superuser.ts'
import type { Anchor } from './database.ts'
import { OutboxFloor } from './outbox-floor.ts'

let db: Awaited<ReturnType<typeof hiringDatabase>>
let company: Awaited<ReturnType<typeof db.provision>>
let root: Superuser
let anchor: Anchor

beforeAll(async () => {
  db = await hiringDatabase()
  company = await db.provision()
  root = await superuser(db.url)
  anchor = await db.system.anchor()
})
beforeEach(() => root.query('truncate messaging.outbox, messaging.key_sequences restart identity'))
afterAll(async () => {
  await anchor[Symbol.asyncDispose]()
  await root[Symbol.asyncDispose]()
  await db[Symbol.asyncDispose]()
})

const leave = (...keys: readonly string[]) => leaveMessages(db.app, keys, { companyId: company.companyId })
const forget = (upTo: number) => root.query('delete from messaging.outbox where id <= $1', [upTo])
const raised = async (floor: OutboxFloor, times = 3) => {
  for (let time = 0; time < times; time += 1) await floor.raise(anchor)
  return Number(floor.value)
}

describe("the outbox's floor", () => {
  test('is below the first number as long as none was given', async () => {
    expect(await raised(new OutboxFloor())).toBe(1)
  })

  test('is the first row that is there, or what comes after the last that was given', async () => {
    const floor = new OutboxFloor()
    await leave('a', 'b', 'c', 'd')
    expect(await raised(floor)).toBe(1)
    await forget(2)
    expect(await raised(floor)).toBe(3)
    await forget(4)
    expect(await raised(floor)).toBe(5)
  })

  test('waits for whoever has a number and has not committed, and for nobody else', async () => {
    await using stack = new AsyncDisposableStack()
    const open = async (statement: string) => {
      const client = new Client({ connectionString: db.url })
      await client.connect()
      stack.defer(() => client.end())
      await client.query('begin')
      await client.query(statement)
      return client
    }
    await leave('a')
    // Has an older snapshot than all others and writes elsewhere.
    await open('create table public.elsewhere (a int)')
    const late = await open(
      `insert into messaging.outbox (company_id, topic, key, sequence, message) values (gen_random_uuid(), 't', 'late', 1, '{}')`,
    )
    const floor = new OutboxFloor()
    await leave('b', 'c')
    await forget(100)
    expect(await raised(floor)).toBe(0)
    await late.query('commit')
    expect(await raised(floor)).toBe(2)
    await forget(100)
    expect(await raised(floor)).toBe(5)
  })
})
