import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { eventually } from '../../../test/eventually.ts'
import { superuser, type Superuser } from '../../../test/superuser.ts'
import { cloneDatabase, type ClonedDatabase } from '../../testing/postgres/clone-database.ts'
import { database } from './database.ts'

let clone: ClonedDatabase
let root: Superuser
beforeAll(async () => {
  clone = await cloneDatabase(inject('postgres'))
  root = await superuser(clone.url)
})
afterAll(async () => {
  await root[Symbol.asyncDispose]()
  await clone[Symbol.asyncDispose]()
})

const forever = 600_000

describe('a bell between processes', () => {
  test('is heard, also after the listening connection was lost', async () => {
    await using near = database({ url: clone.url, name: 'near' })
    await using far = database({ url: clone.url, name: 'far' })
    const stop = new AbortController()
    using ear = far.bell('test_bell').ear()
    // The first ring is of the line itself, once it listens.
    await ear.wait(forever, stop.signal)
    let heard = 0
    const hear = async () => {
      await ear.wait(forever, stop.signal)
      heard += 1
    }
    const first = hear()
    near.bell('test_bell').ring()
    await first
    const second = hear()
    await eventually(async () => expect(await root.terminate('far')).toBeGreaterThan(0))
    await second
    const third = hear()
    near.bell('test_bell').ring()
    await third
    expect(heard).toBe(3)
  })

  test('another one is not', async () => {
    await using near = database({ url: clone.url })
    await using far = database({ url: clone.url })
    const stop = new AbortController()
    using ear = far.bell('test_bell').ear()
    using other = far.bell('other_bell').ear()
    await Promise.all([ear.wait(forever, stop.signal), other.wait(forever, stop.signal)])
    let wrong = false
    const never = other.wait(forever, stop.signal).then(() => (wrong = !stop.signal.aborted))
    const heard = ear.wait(forever, stop.signal)
    near.bell('test_bell').ring()
    await heard
    stop.abort()
    await never
    expect(wrong).toBe(false)
  })

  test('leaves no connection behind when its database is put away', async () => {
    {
      await using far = database({ url: clone.url, name: 'put away' })
      using ear = far.bell('test_bell').ear()
      await ear.wait(forever, new AbortController().signal)
      far.bell('test_bell').ring()
      await far.query('select 1')
    }
    await eventually(async () =>
      expect(await root.query(`select from pg_stat_activity where application_name = 'put away'`)).toEqual([]),
    )
  })
})
