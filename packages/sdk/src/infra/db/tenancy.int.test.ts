import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { aCompany, callFor, hiringDatabase, withFunnel } from '../../../test/hiring-fixture.ts'
import { superuser, type Superuser } from '../../../test/superuser.ts'
import { uuidv7, uuidv7Ids } from '../../seedwork/typed-id.ts'
import { systemClock } from '../../seedwork/clock.ts'
import { openCase } from '../../domain/services/onboarding/open-case.ts'
import { hashOfKey } from './admin/api-keys.ts'
import { provisionCompany } from './admin/index.ts'
import { database } from './database.ts'
import { leadPages } from './funnel/index.ts'
import { onboardingUnitOfWork } from './onboarding/index.ts'

let db: Awaited<ReturnType<typeof hiringDatabase>>
let root: Superuser
let ours: Awaited<ReturnType<typeof db.provision>>
let theirs: typeof ours
const page = `page-${uuidv7(Date.now())}`

/** Not of any company by what they are: which consumers read which topic, and which of them run. */
const ofNobody = ['messaging.subscriptions', 'messaging.running']

beforeAll(async () => {
  db = await hiringDatabase()
  root = await superuser(db.url)
  ours = await db.provision()
  theirs = await db.provision()
  await fillEveryTable(ours)
})
afterAll(async () => {
  await root[Symbol.asyncDispose]()
  await db[Symbol.asyncDispose]()
})

/** A row of the company at least in each of its tables. */
const fillEveryTable = async ({ companyId, openingId }: typeof ours) => {
  const once = { kind: 'request', key: 'k', fingerprint: 'f', replayed: false } as const
  const application = await withFunnel(db.app, companyId, (funnel) =>
    funnel.apply(
      { openingId, candidate: { name: 'Ana', phone: '5512345678' } },
      callFor(companyId, { once: { ...once } }),
    ),
  )
  const call = callFor(companyId, { once: { kind: 'message', consumer: 'test', messageId: uuidv7(Date.now()) } })
  await openCase({ unitOfWork: onboardingUnitOfWork({ database: db.app }), clock: systemClock, ids: uuidv7Ids })(
    { applicationId: application.id, country: 'MX' },
    call,
  )
  await root.query('insert into admin.meta_pages (page_id, company_id) values ($1, $2)', [page, companyId])
  await root.query(
    `insert into funnel.leads (company_id, leadgen_id, page_id, form_id, received_at) values ($1, '1', $2, '3001', now())`,
    [companyId, page],
  )
  await root.query(
    `insert into funnel.counters (company_id, opening_id, metric, key, count) values ($1, $2, 'total', '', 1)`,
    [companyId, openingId],
  )
  await root.query(
    `insert into messaging.deliveries (consumer, company_id, topic, key, message_id, message) values ('test', $1, 't', 'k', gen_random_uuid(), '{}')`,
    [companyId],
  )
  await root.query(
    `insert into messaging.scheduled (company_id, name, due_at, topic, key, message) values ($1, 'n', now(), 't', 'k', '{}')`,
    [companyId],
  )
  await root.query(
    `insert into messaging.processes (company_id, process, id, version, steps, timers) values ($1, 'p', '1', 1, '[]', '{}')`,
    [companyId],
  )
}

interface Row {
  readonly id?: string
  readonly company_id?: string
}

const tables = async () =>
  (
    await root.query<{ name: string }>(
      `select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where c.relkind in ('r', 'p') and n.nspname in ('admin', 'funnel', 'onboarding', 'messaging', 'http') order by 1`,
    )
  )
    .map(({ name }) => name)
    .filter((name) => !ofNobody.includes(name))

const rowsOf = async (company: typeof ours, table: string): Promise<number> => {
  await using session = await db.app.session(company)
  return (await session.query(`table ${table}`)).length
}

describe('every table of a company', () => {
  test('has row-level security, also for its owner, and a policy', async () => {
    const lax = await root.query(
      `select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where n.nspname || '.' || c.relname = any ($1) and not (c.relrowsecurity and c.relforcerowsecurity
         and exists (select from pg_policy p where p.polrelid = c.oid))`,
      [await tables()],
    )
    expect(lax).toEqual([])
  })

  test('knows its company', async () => {
    const nameless = await root.query<{ name: string }>(
      `select t.name from unnest($1::text[]) as t (name) where not exists (
         select from pg_attribute where attrelid = t.name::regclass and attname = 'company_id' and attnotnull)`,
      [await tables()],
    )
    expect(nameless).toEqual([{ name: 'admin.companies' }])
  })

  test('shows a row of it to itself, and none to another company or to nobody', async () => {
    const found = await tables()
    expect(found.length).toBeGreaterThan(18)
    for (const table of found) {
      const count = await rowsOf(ours, table)
      expect({ table, seen: count > 0 }).toEqual({ table, seen: true })
      const theirOwn = (await root.query<Row>(`table ${table}`)).filter(
        (row) => (row.company_id ?? row.id) === theirs.companyId,
      ).length
      expect({ table, seen: await rowsOf(theirs, table) }).toEqual({ table, seen: theirOwn })
      expect({ table, seen: (await db.app.query(`table ${table}`)).length }).toEqual({ table, seen: 0 })
    }
  })

  test('takes no row for another company', async () => {
    const sneaking = async () => {
      await using transaction = await db.app.begin(callFor(theirs.companyId))
      transaction.write(
        `insert into funnel.candidates (id, company_id, phone, name) values (gen_random_uuid(), $1, '1', 'x')`,
        [ours.companyId],
      )
      await transaction.commit()
    }
    await expect(sneaking()).rejects.toThrow('row-level security')
  })

  test('changes no row of another company', async () => {
    const changing = async () => {
      await using transaction = await db.app.begin(callFor(theirs.companyId))
      transaction.write(`update funnel.applications set outcome = 'rejected'`, [])
      transaction.write(`update funnel.leads set application_id = null`, [])
      await transaction.commit()
    }
    await changing()
    expect(await root.query(`select from funnel.applications where outcome = 'rejected'`)).toEqual([])
  })
})

describe('the roles', () => {
  test('can not see past row-level security', async () => {
    await expect(db.app.check()).resolves.toBeUndefined()
    await expect(db.system.check()).resolves.toBeUndefined()
  })

  test('that could are refused', async () => {
    await using careless = database({ url: db.url, role: 'postgres' as 'baltra_app' })
    await expect(careless.check()).rejects.toThrow('bypasses row-level security')
  })

  test('that carry messages see nothing of hiring', async () => {
    for (const table of ['admin.companies', 'funnel.candidates', 'funnel.applications', 'onboarding.cases']) {
      await expect(db.system.query(`table ${table}`)).rejects.toThrow('permission denied')
    }
  })

  test('own nothing that they work on', async () => {
    const owned = await root.query(
      `select from pg_class c join pg_roles r on r.oid = c.relowner where r.rolname like 'baltra%'`,
    )
    expect(owned).toEqual([])
  })
})

describe('what a caller presents', () => {
  test('a key opens its own row and no other', async () => {
    expect(await db.keys.find(ours.key)).toMatchObject({ companyId: ours.companyId, role: 'owner' })
    expect(await db.keys.find('never issued')).toBeUndefined()
    expect(await db.keys.find('')).toBeUndefined()
    await using session = await db.app.sessionPresenting(hashOfKey(ours.key))
    expect(await session.query('table admin.api_keys')).toHaveLength(1)
    expect(await session.query('table admin.companies')).toEqual([])
    expect(await session.query('table funnel.applications')).toEqual([])
  })

  test('nothing opens nothing', async () => {
    await using session = await db.app.sessionPresenting('')
    expect(await session.query('table admin.api_keys')).toEqual([])
    expect(await session.query('table admin.meta_pages')).toEqual([])
  })

  test('a key that was revoked opens nothing', async () => {
    const revoked = await db.provision()
    await root.query('update admin.api_keys set revoked_at = now() where company_id = $1', [revoked.companyId])
    expect(await db.keys.find(revoked.key)).toBeUndefined()
  })

  test('a page opens its own row and no other', async () => {
    const pages = leadPages({ database: db.app })
    expect(await pages.companyOf(page)).toBe(ours.companyId)
    expect(await pages.companyOf('another')).toBeUndefined()
    await using session = await db.app.sessionPresenting(page)
    expect(await session.query('table admin.meta_pages')).toHaveLength(1)
    expect(await session.query('table admin.api_keys')).toEqual([])
  })
})

describe('a company', () => {
  test('is written once, whole', async () => {
    const [taken] = await root.query<{ pages: number }>('select count(*)::int as pages from admin.meta_pages')
    await expect(provisionCompany({ database: db.app }, ours.company)).rejects.toMatchObject({ kind: 'conflict' })
    const thief = aCompany()
    await expect(provisionCompany({ database: db.app }, { ...thief.company, pageIds: [page] })).rejects.toMatchObject({
      kind: 'conflict',
    })
    expect(await root.query('select from admin.companies where id = $1', [thief.companyId])).toEqual([])
    expect(await root.query('select count(*)::int as pages from admin.meta_pages')).toEqual([taken])
  })
})
