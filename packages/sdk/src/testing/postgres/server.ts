import { spawn, type ChildProcess } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Failure } from '../../seedwork/failure.ts'
import type { Binaries } from './binaries.ts'
import { runOn } from './create-database.ts'
import type { ServerUser } from './server-user.ts'

export interface ServerOptions {
  readonly binaries: Binaries
  readonly user: ServerUser
  readonly data: string
  readonly log: string
  readonly port: number
  readonly settings: Readonly<Record<string, string>>
  readonly url: string
}

const startWithin = 60_000
const stopWithin = 20_000

/** Resolves when the server answers. */
export const startServer = async (options: ServerOptions): Promise<ChildProcess> => {
  const deadline = Date.now() + startWithin
  while (Date.now() < deadline) {
    const server = launch(options)
    while (server.exitCode === null && server.signalCode === null && Date.now() < deadline) {
      if (await answers(options.url)) return server
      await pause(30)
    }
    // After a kill -9 of the server its children need a moment to notice, and hold its memory until then.
    if (!(await tailOf(options.log)).includes('shared memory block')) break
    await pause(200)
  }
  throw new Failure(
    'unavailable',
    'postgres.no_start',
    `PostgreSQL did not start; the end of ${options.log}:\n${await tailOf(options.log)}`,
    { retryable: false },
  )
}

/** SIGINT is PostgreSQL's fast shutdown: sessions are ended and the data written. */
export const stopServer = async (pid: number): Promise<void> => {
  const deadline = Date.now() + stopWithin
  signal(pid, 'SIGINT')
  while (isPostgres(pid)) {
    if (Date.now() > deadline) signal(pid, 'SIGQUIT')
    await pause(20)
  }
}

/** A server of the same data that outlived whoever started it. */
export const stopLeftover = async (data: string, onProgress: (message: string) => void): Promise<void> => {
  const lock = join(data, 'postmaster.pid')
  const [pid, ...rest] = (await readFile(lock, 'utf8').catch(() => '')).split('\n')
  if (!pid) return
  if (isPostgres(Number(pid))) {
    onProgress('stopping the PostgreSQL that an earlier run left behind')
    return stopServer(Number(pid))
  }
  // A number that nobody waits for, or that is another program's by now, would keep a new server from starting. The other
  // lines stay: by them it finds out whether children of the dead one still hold its memory.
  await writeFile(lock, [nobody, ...rest].join('\n'))
}

/** Above every process number that there can be. */
const nobody = 2 ** 31 - 2

/** In a process group of its own: a Ctrl-C in the terminal must reach it last, from whoever started it. */
const launch = ({ binaries, user, data, log, port, settings }: ServerOptions): ChildProcess => {
  const fixed = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    port: String(port),
    max_connections: '200',
  }
  const flags = Object.entries({ ...fixed, ...settings }).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const { command, identity } = user.start(binaries.postgres, ['-D', data, ...flags])
  const output = openSync(log, 'a')
  const server = spawn(command[0], command[1], { ...identity, detached: true, stdio: ['ignore', output, output] })
  closeSync(output)
  server.unref()
  return server
}

const answers = (url: string): Promise<boolean> =>
  runOn(url, () => 'select 1').then(
    () => true,
    () => false,
  )

const tailOf = async (log: string): Promise<string> =>
  (await readFile(log, 'utf8').catch(() => '')).trimEnd().split('\n').slice(-15).join('\n')

/** Alive, and not only a number in an old file. A killed process that nobody has waited for has no command line any more. */
const isPostgres = (pid: number): boolean => {
  if (!signal(pid, 0)) return false
  if (process.platform !== 'linux') return true
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('postgres')
  } catch {
    return false
  }
}

const signal = (pid: number, name: NodeJS.Signals | 0): boolean => {
  try {
    return process.kill(pid, name)
  } catch {
    return false
  }
}
