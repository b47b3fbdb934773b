import { expect, test } from 'vitest'
import { hiringDatabase } from '../../../test/hiring-fixture.ts'
import { superuser } from '../../../test/superuser.ts'
import { prune } from './prune.ts'

test('pruning forgets old marks, answers and ended processes of all companies, a few at a time, and no young one', async () => {
  await using db = await hiringDatabase()
  await using root = await superuser(db.url)
  const companies = [await db.provision(), await db.provision()]
  for (const { companyId } of companies) {
    await root.query(
      `insert into messaging.inbox (company_id, consumer, message_id, handled_at)
       select $1, 'test', gen_random_uuid(), now() - make_interval(days => days) from generate_series(0, 39) days`,
      [companyId],
    )
    await root.query(
      `insert into http.idempotency_keys (company_id, key, fingerprint, result, created_at)
       select $1, hours::text, 'f', '{}', now() - make_interval(hours => hours) from generate_series(0, 39) hours`,
      [companyId],
    )
    await root.query(
      `insert into messaging.processes (company_id, process, id, version, steps, timers, started_at, ended_at)
       select $1, 'test', days::text, 1, '[]', '{}', now() - interval '1 year',
         case when days % 2 = 0 then now() - make_interval(days => days) end
       from generate_series(0, 99) days`,
      [companyId],
    )
  }
  await root.query(
    `insert into messaging.inbox (company_id, consumer, message_id, handled_at)
     select $1, 'many', gen_random_uuid(), now() - interval '1 year' from generate_series(1, 5000)`,
    [companies[0]!.companyId],
  )
  expect(await prune({ database: db.system })).toBe(true)
  expect(await prune({ database: db.system })).toBe(false)
  const [marks] = await root.query(
    "select count(*)::int as count, max(now() - handled_at) < interval '31 days' as young from messaging.inbox",
  )
  const [answers] = await root.query(
    "select count(*)::int as count, max(now() - created_at) < interval '25 hours' as young from http.idempotency_keys",
  )
  const [processes] = await root.query(
    `select count(*)::int as count, max(now() - ended_at) < interval '91 days' as young from messaging.processes`,
  )
  expect([marks, answers, processes]).toEqual([
    { count: 60, young: true },
    { count: 48, young: true },
    { count: 190, young: true },
  ])
})
