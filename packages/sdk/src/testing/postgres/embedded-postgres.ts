import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Failure } from '../../seedwork/failure.ts'
import { freePort, isPortFree } from '../free-port.ts'
import { findBinaries } from './binaries.ts'
import { initialiseCluster } from './cluster.ts'
import { createDatabase } from './create-database.ts'
import { startServer, stopLeftover, stopServer } from './server.ts'
import { serverUser } from './server-user.ts'

export interface EmbeddedPostgresOptions {
  /** Where data, log and password live. Made when missing; found again on the next start. */
  readonly directory: string
  /** On 127.0.0.1; a free one by default. */
  readonly port?: number
  /** Server settings, as `postgres -c name=value`. `{ fsync: 'off' }` makes tests fast and forgets on a power cut. */
  readonly settings?: Readonly<Record<string, string>>
  /** Told what takes long: the first cluster, a server left behind. */
  readonly onProgress?: (message: string) => void
}

/** A PostgreSQL of one's own. Leaving it by `await using` stops the server and keeps the data. */
export interface EmbeddedPostgres extends AsyncDisposable {
  /** Of the superuser, for the database `postgres`. */
  readonly url: string
  readonly port: number
  readonly pid: number
  /** Resolves when the server ends, whoever ended it. */
  readonly exited: Promise<void>
  /** Makes a database, as a copy of another when told so, and gives its address. */
  createDatabase(name: string, options?: { readonly template?: string }): Promise<string>
}

/**
 * Starts PostgreSQL in a folder, on the data of earlier runs when there are any. A server that a killed process left behind
 * in the folder is stopped first. Rejects with `postgres.missing`, `postgres.port_taken`, or `postgres.no_start`, which
 * quotes the log.
 */
export const embeddedPostgres = async ({
  directory,
  port: wanted,
  settings = {},
  onProgress = () => undefined,
}: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> => {
  const binaries = await findBinaries()
  const data = join(directory, 'data')
  await mkdir(directory, { recursive: true })
  const user = serverUser([join(data, 'PG_VERSION'), binaries.postgres])
  await stopLeftover(data, onProgress)
  const port = wanted ?? (await freePort())
  if (!(await isPortFree(port))) {
    throw new Failure('unavailable', 'postgres.port_taken', `port ${port} is taken`, {
      details: { port },
      retryable: false,
    })
  }
  const password = await initialiseCluster({ directory, data, binaries, user, onProgress })
  const url = `postgres://postgres:${password}@127.0.0.1:${port}/postgres`
  const server = await startServer({ binaries, user, data, log: join(directory, 'postgres.log'), port, settings, url })
  const pid = server.pid!
  return {
    url,
    port,
    pid,
    exited: new Promise((resolve) => void server.once('exit', () => resolve())),
    createDatabase: (name, { template = 'template1' } = {}) => createDatabase({ url, name, template }),
    [Symbol.asyncDispose]: () => stopServer(pid),
  }
}
