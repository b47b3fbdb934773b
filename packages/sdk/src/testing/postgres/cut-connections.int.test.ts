import { expect, inject, test } from 'vitest'
import { superuser } from '../../../test/superuser.ts'
import { database } from '../../infra/db/index.ts'
import { cloneDatabase } from './clone-database.ts'
import { cutConnections } from './cut-connections.ts'

const open = (url: string, name: string) => database({ url, name, connections: 1 })
const backend = async (db: ReturnType<typeof open>) =>
  (await db.query<{ pid: number }>('select pg_backend_pid() as pid'))[0]!.pid

test('the connections of one client of one database end, and no others', async () => {
  await using clone = await cloneDatabase(inject('postgres'))
  await using elsewhere = await cloneDatabase(inject('postgres'))
  await using root = await superuser(clone.url)
  await using mortal = open(clone.url, "the mortal's")
  await using other = open(clone.url, 'another')
  await using remote = open(elsewhere.url, "the mortal's")
  const pids = { mortal: await backend(mortal), other: await backend(other), remote: await backend(remote) }
  await cutConnections({ url: clone.url, name: "the mortal's" })
  // At once: whoever lives on need not wait for the locks of the dead.
  const alive = await root.query<{ pid: number }>('select pid from pg_stat_activity')
  const left = new Set(alive.map(({ pid }) => pid))
  expect([left.has(pids.mortal), left.has(pids.other), left.has(pids.remote)]).toEqual([false, true, true])
  expect(await backend(other)).toBe(pids.other)
})
