import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { Client } from 'pg'
import { Failure } from '../../seedwork/failure.ts'
import { failureOf } from './pg-failure.ts'

interface Migration {
  readonly name: string
  readonly sql: string
  readonly checksum: string
}

/** Any number that only we lock. */
const lock = 7_266_001

const shipped = new URL('./migrations/', import.meta.url)

/**
 * Brings the database to this package's schema; the names of what was applied. Several processes may call it at once: one
 * works, the others wait. Each file is one transaction. Rejects with `migration.changed` when a file that was applied reads
 * differently now, and with `migration.unknown` when the database is ahead of this package; nothing is applied then.
 */
export const migrate = async ({
  url,
  directory = shipped,
}: {
  readonly url: string
  readonly directory?: URL
}): Promise<readonly string[]> => {
  const migrations = await read(directory)
  const client = new Client({
    connectionString: url,
    application_name: 'baltra migrate',
    connectionTimeoutMillis: 5_000,
  })
  // The statement under way rejects too; without a listener the event would end the process.
  client.on('error', () => undefined)
  try {
    await client.connect()
    await client.query('select pg_advisory_lock($1)', [lock])
    return await applyMissing(client, migrations)
  } catch (error) {
    throw failureOf(error)
  } finally {
    await client.end().catch(() => undefined)
  }
}

const read = async (directory: URL): Promise<readonly Migration[]> => {
  const names = (await readdir(directory)).filter((name) => name.endsWith('.sql')).toSorted()
  return Promise.all(
    names.map(async (name) => {
      const sql = await readFile(new URL(name, directory), 'utf8')
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
    }),
  )
}

const applyMissing = async (client: Client, migrations: readonly Migration[]): Promise<readonly string[]> => {
  await client.query('create schema if not exists baltra')
  await client.query(
    `create table if not exists baltra.migrations (
       name text primary key, checksum text not null, applied_at timestamptz not null default now())`,
  )
  const { rows } = await client.query<{ name: string; checksum: string }>(
    'select name, checksum from baltra.migrations',
  )
  refuseSurprises(rows, migrations)
  const missing = migrations.filter(({ name }) => !rows.some((row) => row.name === name))
  for (const migration of missing) await applyOne(client, migration)
  return missing.map(({ name }) => name)
}

const refuseSurprises = (
  applied: readonly { name: string; checksum: string }[],
  migrations: readonly Migration[],
): void => {
  for (const { name, checksum } of applied) {
    const file = migrations.find((migration) => migration.name === name)
    if (!file)
      throw new Failure('conflict', 'migration.unknown', `the database has ${name}, which this version does not know`)
    if (file.checksum !== checksum)
      throw new Failure('conflict', 'migration.changed', `${name} was changed after it had been applied`)
  }
}

const applyOne = async (client: Client, { name, sql, checksum }: Migration): Promise<void> => {
  await client.query('begin')
  try {
    await client.query(sql)
    await client.query('insert into baltra.migrations (name, checksum) values ($1, $2)', [name, checksum])
    await client.query('commit')
  } catch (error) {
    await client.query('rollback').catch(() => undefined)
    throw error
  }
}
