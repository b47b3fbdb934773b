import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hiringDatabase, withFunnel } from '../../../test/hiring-fixture.ts'
import { superuser, type Superuser } from '../../../test/superuser.ts'
import { database } from './database.ts'

let db: Awaited<ReturnType<typeof hiringDatabase>>
let company: Awaited<ReturnType<typeof db.provision>>
let root: Superuser

beforeAll(async () => {
  db = await hiringDatabase()
  company = await db.provision()
  root = await superuser(db.url)
})
afterAll(async () => {
  await root[Symbol.asyncDispose]()
  await db[Symbol.asyncDispose]()
})

const roles = 'select role from funnel.openings'
const narrow = (name = 'narrow') => database({ url: db.url, connections: 1, name })

describe('a session', () => {
  test('refuses to write', async () => {
    await using session = await db.app.session(company)
    await expect(
      session.query(
        `insert into funnel.candidates (id, company_id, phone, name) values (gen_random_uuid(), $1, '1', 'x')`,
        [company.companyId],
      ),
    ).rejects.toThrow('read-only transaction')
  })

  test('sees one moment, whatever is committed meanwhile', async () => {
    await using session = await db.app.session(company)
    const before = await session.query(roles)
    await root.query(`update funnel.openings set role = role || ' changed'`)
    expect(await session.query(roles)).toEqual(before)
    await using later = await db.app.session(company)
    expect(await later.query(roles)).not.toEqual(before)
  })

  test('gives its connection back, also after an error in it and after an error around it', async () => {
    await using app = narrow()
    for (let round = 0; round < 3; round += 1) {
      {
        await using session = await app.session(company)
        await expect(session.query('select 1 / 0')).rejects.toThrow('division by zero')
      }
      const broken = async () => {
        await using _session = await app.session(company)
        throw new Error('the caller stumbled')
      }
      await expect(broken()).rejects.toThrow('stumbled')
    }
    await using session = await app.session(company)
    expect(await session.query(roles)).toHaveLength(1)
  })

  test('is over when it was left: who forgot to wait sees nothing of the next one', async () => {
    await using app = narrow('forgetful')
    const forgetting = async () => {
      await using session = await app.session(company)
      return { late: () => session.query(roles) }
    }
    const { late } = await forgetting()
    await using _next = await app.session(company)
    await expect(late()).rejects.toMatchObject({ kind: 'invalid', code: 'db.over' })
  })

  test('leaves no company behind on the connection', async () => {
    await using app = narrow()
    {
      await using session = await app.session(company)
      expect(await session.query(roles)).toHaveLength(1)
    }
    expect(await app.query(roles)).toEqual([])
  })

  test('that loses its connection rejects as unavailable, ends no process and spoils no pool', async () => {
    await using app = narrow('to be cut')
    {
      await using session = await app.session(company)
      await session.query('select 1')
      expect(await root.terminate('to be cut')).toBe(1)
      await expect(session.query('select 1')).rejects.toMatchObject({
        kind: 'unavailable',
        code: 'db.unavailable',
        retryable: true,
      })
    }
    await using session = await app.session(company)
    expect(await session.query(roles)).toHaveLength(1)
  })

  test('a read model that loses its connection rejects so too, and quotes no parameter', async () => {
    await using app = narrow('to be cut')
    await withFunnel(app, company.companyId, async (funnel) => {
      await funnel.openings()
      await root.terminate('to be cut')
      const lost: unknown = await funnel.applications({ openingId: company.openingId }).catch((error: unknown) => error)
      expect(lost).toMatchObject({ kind: 'unavailable', code: 'db.unavailable' })
      expect(String(lost)).not.toContain(company.openingId)
    })
  })

  test('of a database that is not there rejects as unavailable', async () => {
    await using nowhere = database({ url: 'postgres://nobody:secret@127.0.0.1:1/nothing' })
    await expect(nowhere.session(company)).rejects.toMatchObject({ kind: 'unavailable', code: 'db.unavailable' })
    await expect(nowhere.check()).rejects.toMatchObject({ kind: 'unavailable' })
    await expect(nowhere.anchor()).rejects.toMatchObject({ kind: 'unavailable' })
  })

  test('that takes too long is stopped, and the connection stays good', async () => {
    await using app = database({ url: db.url, connections: 1, statementTimeout: 50 })
    {
      await using session = await app.session(company)
      await expect(session.query('select pg_sleep(30)')).rejects.toMatchObject({
        kind: 'unavailable',
        code: 'db.too_slow',
      })
    }
    await using session = await app.session(company)
    expect(await session.query(roles)).toHaveLength(1)
  })
})
