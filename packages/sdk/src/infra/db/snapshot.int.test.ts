import { expect, test } from 'vitest'
import { hiringDatabase } from '../../../test/hiring-fixture.ts'
import { leaveMessages } from '../../../test/leave-messages.ts'
import { superuser } from '../../../test/superuser.ts'
import { database } from './database.ts'
import { withSnapshot } from './snapshot.ts'

test('a snapshot sees one moment of all companies, writes nothing, and leaves no connection behind', async () => {
  await using db = await hiringDatabase()
  await using root = await superuser(db.url)
  const [one, other] = [await db.provision(), await db.provision()]
  await using operator = database({ url: db.url, role: 'baltra_system', name: 'looking' })
  for (const { companyId } of [one, other]) await leaveMessages(db.app, ['a'], { companyId })
  const outbox = 'select from messaging.outbox'
  await withSnapshot({ database: operator }, async (snapshot) => {
    expect(await snapshot.query(outbox)).toHaveLength(2)
    await root.query('delete from messaging.outbox')
    expect(await snapshot.query(outbox)).toHaveLength(2)
    await expect(snapshot.query('delete from messaging.outbox')).rejects.toMatchObject({ code: '25006' })
  })
  await withSnapshot({ database: operator }, async (snapshot) => expect(await snapshot.query(outbox)).toHaveLength(0))
  expect(await operator.query(`select from pg_stat_activity where application_name = 'looking'`)).toHaveLength(1)
})

test('a snapshot whose connection is lost rejects with unavailable', async () => {
  await using db = await hiringDatabase()
  await using root = await superuser(db.url)
  await using operator = database({ url: db.url, role: 'baltra_system', name: 'looking' })
  const looking = withSnapshot({ database: operator }, async (snapshot) => {
    await root.terminate('looking')
    return snapshot.query('select 1')
  })
  await expect(looking).rejects.toMatchObject({ kind: 'unavailable', code: 'db.unavailable' })
})
