import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, inject, test } from 'vitest'
import { eventually } from '../../../test/eventually.ts'
import { superuser } from '../../../test/superuser.ts'
import { cloneDatabase } from '../../testing/postgres/clone-database.ts'
import { migrate } from './migrate.ts'

const emptyDatabase = () => cloneDatabase({ url: inject('postgres').url, template: 'template1' })

/** A folder of migrations of the test's own. */
const folder = async (files: Readonly<Record<string, string>>) => {
  const path = await mkdtemp(join(tmpdir(), 'baltra-migrations-'))
  const write = (name: string, sql: string) => writeFile(join(path, name), sql)
  for (const [name, sql] of Object.entries(files)) await write(name, sql)
  return {
    directory: pathToFileURL(`${path}/`),
    path,
    write,
    [Symbol.asyncDispose]: () => rm(path, { recursive: true }),
  }
}

describe('migrating', () => {
  test('applies the shipped files once, in their order', async () => {
    await using database = await emptyDatabase()
    const applied = await migrate({ url: database.url })
    expect(applied.length).toBeGreaterThan(3)
    expect(applied.toSorted()).toEqual(applied)
    expect(await migrate({ url: database.url })).toEqual([])
  })

  test('by several at once is done by one of them', async () => {
    await using database = await emptyDatabase()
    const all = await Promise.all(Array.from({ length: 6 }, () => migrate({ url: database.url })))
    expect(all.filter((applied) => applied.length > 0)).toHaveLength(1)
  })

  test('of several databases of one server at once is not stopped by their common roles', async () => {
    await using one = await emptyDatabase()
    await using other = await emptyDatabase()
    const [first, second] = await Promise.all([migrate({ url: one.url }), migrate({ url: other.url })])
    expect(first).toEqual(second)
  })

  test('refuses a file that was changed after it had been applied, and applies nothing then', async () => {
    await using database = await emptyDatabase()
    await using files = await folder({ '0001_a.sql': 'create table one (id int);' })
    await migrate({ url: database.url, directory: files.directory })
    await files.write('0001_a.sql', 'create table one (id bigint);')
    await files.write('0002_b.sql', 'create table two (id int);')
    await expect(migrate({ url: database.url, directory: files.directory })).rejects.toMatchObject({
      kind: 'conflict',
      code: 'migration.changed',
    })
    await using root = await superuser(database.url)
    expect(await root.query(`select to_regclass('two') as two`)).toEqual([{ two: null }])
  })

  test('refuses a database that is ahead of it', async () => {
    await using database = await emptyDatabase()
    await using files = await folder({ '0001_a.sql': 'select 1;', '0002_b.sql': 'select 2;' })
    await migrate({ url: database.url, directory: files.directory })
    await rm(join(files.path, '0002_b.sql'))
    await expect(migrate({ url: database.url, directory: files.directory })).rejects.toMatchObject({
      kind: 'conflict',
      code: 'migration.unknown',
    })
  })

  test('a file that fails leaves nothing of itself, all of those before it, and works once it is mended', async () => {
    await using database = await emptyDatabase()
    await using files = await folder({
      '0001_a.sql': 'create table one (id int);',
      '0002_b.sql': 'create table two (id int); insert into two values (1); select 1 / 0;',
      '0003_c.sql': 'create table three (id int);',
    })
    const { url } = database
    const { directory } = files
    await expect(migrate({ url, directory })).rejects.toThrow('division by zero')
    await using root = await superuser(url)
    const tables = async () =>
      (
        await root.query<{ tablename: string }>(
          `select tablename from pg_tables where schemaname = 'public' order by 1`,
        )
      ).map(({ tablename }) => tablename)
    expect(await tables()).toEqual(['one'])
    await files.write('0002_b.sql', 'create table two (id int);')
    expect(await migrate({ url, directory })).toEqual(['0002_b.sql', '0003_c.sql'])
    expect(await tables()).toEqual(['one', 'three', 'two'])
  })

  test('a file that can not be recorded is not applied either', async () => {
    await using database = await emptyDatabase()
    await using files = await folder({ '0001_a.sql': 'create table one (id int); drop table baltra.migrations;' })
    await expect(migrate({ url: database.url, directory: files.directory })).rejects.toThrow('baltra.migrations')
    await using root = await superuser(database.url)
    expect(await root.query(`select to_regclass('one') as one`)).toEqual([{ one: null }])
  })

  test('that loses its connection rejects, frees the lock and leaves no half', async () => {
    await using database = await emptyDatabase()
    await using files = await folder({ '0001_a.sql': 'create table one (id int); select pg_sleep(60);' })
    await using root = await superuser(database.url)
    const outcome = migrate({ url: database.url, directory: files.directory }).catch((error: unknown) => error)
    await eventually(async () => {
      const [row] = await root.query<{ count: number }>(
        `select count(*)::int from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'`,
      )
      expect(row!.count).toBe(1)
    })
    await root.terminate('baltra migrate')
    expect(await outcome).toMatchObject({ kind: 'unavailable', code: 'db.unavailable' })
    await files.write('0001_a.sql', 'create table one (id int);')
    expect(await migrate({ url: database.url, directory: files.directory })).toEqual(['0001_a.sql'])
  })

  test('the shipped files are what was recorded', async () => {
    await using database = await emptyDatabase()
    await using files = await folder({})
    await cp(new URL('./migrations/', import.meta.url), files.path, { recursive: true })
    await migrate({ url: database.url, directory: files.directory })
    expect(await migrate({ url: database.url })).toEqual([])
    const first = join(files.path, '0001_engine.sql')
    await writeFile(first, `${await readFile(first, 'utf8')}\n`)
    await expect(migrate({ url: database.url, directory: files.directory })).rejects.toMatchObject({
      code: 'migration.changed',
    })
  })
})
