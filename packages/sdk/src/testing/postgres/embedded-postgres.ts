import { spawn, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chownSync, openSync, closeSync } from 'node:fs'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Client } from 'pg'
import { Failure } from '../../seedwork/failure.ts'
import { findBinaries, type Binaries } from './binaries.ts'
import { serverUser, type ServerUser } from './server-user.ts'

export interface EmbeddedPostgresOptions {
  /** Where data, log and password live. Made when missing; found again on the next start. */
  readonly directory: string
  /** On 127.0.0.1; a free one by default. */
  readonly port?: number
  /** Server settings, as `postgres -c name=value`. `{ fsync: 'off' }` makes tests fast and forgets on a power cut. */
  readonly settings?: Readonly<Record<string, string>>
  /** Told what takes long: the first cluster, the recovery after a crash. */
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

const startWithin = 60_000
const stopWithin = 20_000

/**
 * Starts PostgreSQL in a folder, on a server of an earlier run's data when there is any. A server that a killed process left
 * behind in the folder is stopped first. Rejects with `postgres.port_taken` or `postgres.no_start`, which quotes the log.
 */
export const embeddedPostgres = async ({ directory, port: wanted, settings = {}, onProgress = () => undefined }: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> => {
  const binaries = await findBinaries()
  const data = join(directory, 'data')
  const log = join(directory, 'postgres.log')
  await mkdir(directory, { recursive: true })
  const user = serverUser([join(data, 'PG_VERSION'), binaries.postgres])
  await stopLeftover(data, onProgress)
  const port = wanted ?? (await freePort())
  if (!(await isFree(port))) throw new Failure('unavailable', 'postgres.port_taken', `port ${port} is taken`, { details: { port }, retryable: false })
  const password = await initialise({ directory, data, binaries, user, onProgress })
  const url = (database: string): string => `postgres://postgres:${password}@127.0.0.1:${port}/${database}`
  const server = start({ binaries, user, data, log, port, settings })
  await ready(server, url('postgres'), log)
  return {
    url: url('postgres'),
    port,
    pid: server.pid!,
    exited: new Promise((resolve) => void server.once('exit', () => resolve())),
    async createDatabase(name, { template = 'template1' } = {}) {
      await using client = await connect(url('postgres'))
      await client.query(`create database ${client.escapeIdentifier(name)} template ${client.escapeIdentifier(template)}`)
      return url(name)
    },
    [Symbol.asyncDispose]: () => stop(server.pid!),
  }
}

interface Cluster {
  readonly directory: string
  readonly data: string
  readonly binaries: Binaries
  readonly user: ServerUser
  readonly onProgress: (message: string) => void
}

/** The superuser's password. A cluster is made beside its place and moved there, so that a half-made one is never used. */
const initialise = async ({ directory, data, binaries, user, onProgress }: Cluster): Promise<string> => {
  const secret = join(directory, 'password')
  const known = await readFile(secret, 'utf8').catch(() => undefined)
  if (known) return known.trim()
  onProgress('making the first database cluster')
  const draft = `${data}.new`
  await rm(draft, { recursive: true, force: true })
  await rm(data, { recursive: true, force: true })
  await mkdir(draft, { mode: 0o700 })
  const password = randomBytes(24).toString('base64url')
  const passwordFile = join(draft, '..', 'password.new')
  await writeFile(passwordFile, password, { mode: 0o600 })
  if (user.uid !== undefined) for (const path of [draft, passwordFile]) chownSync(path, user.uid, user.gid!)
  await runInitdb(binaries, user, ['--pgdata', draft, '--username', 'postgres', '--pwfile', passwordFile, '--auth', 'scram-sha-256', '--encoding', 'UTF8', '--locale', 'C'])
  await rename(draft, data)
  await rename(passwordFile, secret)
  return password
}

const runInitdb = async ({ initdb }: Binaries, user: ServerUser, args: readonly string[]): Promise<void> => {
  const [file, all] = user.command(initdb, args)
  const child = spawn(file, all, { ...identity(user), stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  child.stdout.on('data', (chunk) => (output += String(chunk)))
  child.stderr.on('data', (chunk) => (output += String(chunk)))
  const code = await new Promise<number | null>((resolve, reject) => void child.once('exit', resolve).once('error', reject))
  if (code !== 0) throw new Failure('unavailable', 'postgres.no_start', `initdb failed:\n${output}`, { retryable: false })
}

/** The wrapper of closed folders changes the user itself, since it needs root's rights to hand some of them on. */
const identity = (user: ServerUser): { uid?: number; gid?: number } =>
  user.uid !== undefined && user.command('', [])[0] === '' ? { uid: user.uid, gid: user.gid! } : {}

interface Start {
  readonly binaries: Binaries
  readonly user: ServerUser
  readonly data: string
  readonly log: string
  readonly port: number
  readonly settings: Readonly<Record<string, string>>
}

/** In a process group of its own: a Ctrl-C in the terminal must reach it last, from whoever started it. */
const start = ({ binaries, user, data, log, port, settings }: Start): ChildProcess => {
  const fixed = { listen_addresses: '127.0.0.1', unix_socket_directories: '', port: String(port), max_connections: '200' }
  const flags = Object.entries({ ...fixed, ...settings }).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const [file, args] = user.command(binaries.postgres, ['-D', data, ...flags])
  const output = openSync(log, 'a')
  const server = spawn(file, args, { ...identity(user), detached: true, stdio: ['ignore', output, output] })
  closeSync(output)
  server.unref()
  return server
}

const ready = async (server: ChildProcess, url: string, log: string): Promise<void> => {
  const deadline = Date.now() + startWithin
  while (server.exitCode === null && server.signalCode === null && Date.now() < deadline) {
    const answer = await answers(url)
    if (answer) return
    await pause(50)
  }
  const tail = (await readFile(log, 'utf8').catch(() => '')).trimEnd().split('\n').slice(-15).join('\n')
  throw new Failure('unavailable', 'postgres.no_start', `PostgreSQL did not start; the end of ${log}:\n${tail}`, { retryable: false })
}

const answers = async (url: string): Promise<boolean> => {
  try {
    await using _ = await connect(url)
    return true
  } catch {
    return false
  }
}

const connect = async (connectionString: string): Promise<Client & AsyncDisposable> => {
  const client = new Client({ connectionString, connectionTimeoutMillis: 2_000 })
  client.on('error', () => undefined)
  await client.connect()
  return Object.assign(client, { [Symbol.asyncDispose]: () => client.end() })
}

/** SIGINT is PostgreSQL's fast shutdown: sessions are ended and the data written. */
const stop = async (pid: number): Promise<void> => {
  const deadline = Date.now() + stopWithin
  signal(pid, 'SIGINT')
  while (isAlive(pid)) {
    if (Date.now() > deadline) signal(pid, 'SIGQUIT')
    await pause(20)
  }
}

const stopLeftover = async (data: string, onProgress: (message: string) => void): Promise<void> => {
  const [pid] = (await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n')
  if (!pid || !isAlive(Number(pid)) || !(await isPostgres(Number(pid)))) return
  onProgress('stopping the PostgreSQL that an earlier run left behind')
  await stop(Number(pid))
}

/** The number in an old file may by now be another program's. */
const isPostgres = async (pid: number): Promise<boolean> => {
  if (process.platform !== 'linux') return true
  return (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).includes('postgres')
}

const signal = (pid: number, name: NodeJS.Signals | 0): boolean => {
  try {
    return process.kill(pid, name)
  } catch {
    return false
  }
}

const isAlive = (pid: number): boolean => signal(pid, 0)

const freePort = async (): Promise<number> => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  return port
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => void server.close(() => resolve(true)))
  })
