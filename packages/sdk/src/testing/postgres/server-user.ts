import { execFileSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { Failure } from '../../seedwork/failure.ts'

/** How to start a command as whoever may run PostgreSQL, which refuses to be root. */
export interface ServerUser {
  /** Whose the data must be; nobody in particular when the caller runs the server as himself. */
  readonly account?: Account
  /** What to spawn: a command with its arguments, and as whom. */
  start(file: string, args: readonly string[]): Start
}

interface Account {
  readonly uid: number
  readonly gid: number
}

interface Start {
  readonly command: readonly [string, readonly string[]]
  readonly identity: Partial<Account>
}

const account = 'postgres'

/** For root it is the system's `postgres` account, made when there is none; for everybody else themselves. */
export const serverUser = (paths: readonly string[]): ServerUser => {
  if (process.getuid?.() !== 0) return { start: (file, args) => ({ command: [file, args], identity: {} }) }
  if (idOf('-u') === undefined) execFileSync('useradd', ['--system', '--user-group', '--no-create-home', account])
  const [uid, gid] = [idOf('-u'), idOf('-g')]
  if (uid === undefined || gid === undefined) {
    throw new Failure(
      'unavailable',
      'postgres.no_user',
      `PostgreSQL does not run as root, and the account ${account} can't be made`,
      { retryable: false },
    )
  }
  const identity = { uid, gid }
  const openly: ServerUser['start'] = (file, args) => ({ command: [file, args], identity })
  return { account: identity, start: paths.every(isOpen) ? openly : throughClosedDoors(identity, paths) }
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

/**
 * Root's own folders (a home, a temporary directory) are closed to others: the account gets the right to pass them. Only
 * root can hand it on, so the change of user is left to the tool.
 */
const throughClosedDoors = ({ uid, gid }: Account, paths: readonly string[]): ServerUser['start'] => {
  const tool = ['/usr/bin/setpriv', '/bin/setpriv'].find(existsSync)
  const rights = tool && ['+dac_override,+dac_read_search', '+dac_override'].find((some) => canHandOn(tool, some))
  if (!rights) {
    throw new Failure(
      'unavailable',
      'postgres.closed_folder',
      `PostgreSQL runs as ${account}, which may not enter ${paths.find((path) => !isOpen(path))}: open its folders (chmod o+x) or work elsewhere`,
      { retryable: false },
    )
  }
  const become = [...handOn(rights), `--reuid=${uid}`, `--regid=${gid}`, '--clear-groups']
  return (file, args) => ({ command: [tool, [...become, '--', file, ...args]], identity: {} })
}

/** Without the last flag, `access` looks at what the account may do by itself, and initdb asks it about its own files. */
const handOn = (rights: string): readonly string[] => [
  `--inh-caps=${rights}`,
  `--ambient-caps=${rights}`,
  '--securebits=+no_setuid_fixup',
]

const canHandOn = (tool: string, rights: string): boolean => {
  try {
    execFileSync(tool, [...handOn(rights), '--', 'true'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
