import { execFileSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { Failure } from '../../seedwork/failure.ts'

/** How to start a command as whoever may run PostgreSQL, which refuses to be root. */
export interface ServerUser {
  readonly uid?: number
  readonly gid?: number
  command(file: string, args: readonly string[]): readonly [string, readonly string[]]
}

const plain = (file: string, args: readonly string[]) => [file, args] as const

const account = 'postgres'

/** For root it is the system's `postgres` account, made when there is none; for everybody else themselves. */
export const serverUser = (paths: readonly string[]): ServerUser => {
  if (process.getuid?.() !== 0) return { command: plain }
  if (idOf('-u') === undefined) execFileSync('useradd', ['--system', '--user-group', '--no-create-home', account])
  const [uid, gid] = [idOf('-u'), idOf('-g')]
  if (uid === undefined || gid === undefined) {
    throw new Failure('unavailable', 'postgres.no_user', `PostgreSQL does not run as root, and the account ${account} can't be made`, { retryable: false })
  }
  return { uid, gid, command: paths.every(isOpen) ? plain : throughClosedDoors(uid, gid, paths) }
}

const idOf = (flag: '-u' | '-g'): number | undefined => {
  try {
    return Number(execFileSync('id', [flag, account], { stdio: ['ignore', 'pipe', 'ignore'] }).toString())
  } catch {
    return undefined
  }
}

/** Whether others may pass all folders on the way to a path. */
const isOpen = (path: string): boolean => {
  const parent = dirname(path)
  if (parent === path) return true
  return (!existsSync(parent) || (statSync(parent).mode & 0o001) !== 0) && isOpen(parent)
}

/** Root's own folders (a home, a temporary directory) are closed to others: the account gets the right to pass them. */
const throughClosedDoors = (uid: number, gid: number, paths: readonly string[]): ServerUser['command'] => {
  const tool = ['/usr/bin/setpriv', '/bin/setpriv'].find(existsSync)
  if (!tool) {
    throw new Failure('unavailable', 'postgres.closed_folder', `PostgreSQL runs as ${account}, which may not enter ${paths.find((path) => !isOpen(path))}: open its folders (chmod o+x) or work elsewhere`, { retryable: false })
  }
  const caps = '+dac_override,+dac_read_search'
  const rights = available(tool, caps) ? caps : '+dac_override'
  return (file, args) => [
    tool,
    [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', `--inh-caps=${rights}`, `--ambient-caps=${rights}`, '--', file, ...args],
  ]
}

const available = (tool: string, caps: string): boolean => {
  try {
    execFileSync(tool, [`--inh-caps=${caps}`, `--ambient-caps=${caps}`, '--', 'true'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
