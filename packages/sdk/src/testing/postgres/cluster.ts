import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chownSync } from 'node:fs'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Failure } from '../../seedwork/failure.ts'
import type { Binaries } from './binaries.ts'
import type { ServerUser } from './server-user.ts'

export interface ClusterOptions {
  readonly directory: string
  readonly data: string
  readonly binaries: Binaries
  readonly user: ServerUser
  readonly onProgress: (message: string) => void
}

/**
 * The superuser's password, of the cluster that is there or of a new one. A new one is made beside its place and moved
 * there, so that a half-made one is never used.
 */
export const initialiseCluster = async ({
  directory,
  data,
  binaries,
  user,
  onProgress,
}: ClusterOptions): Promise<string> => {
  const secret = join(directory, 'password')
  const known = await readFile(secret, 'utf8').catch(() => undefined)
  if (known) return known
  onProgress('making the first database cluster')
  const draft = `${data}.new`
  const passwordFile = `${secret}.new`
  for (const leftover of [draft, data]) await rm(leftover, { recursive: true, force: true })
  await mkdir(draft, { mode: 0o700 })
  const password = randomBytes(24).toString('base64url')
  await writeFile(passwordFile, password, { mode: 0o600 })
  if (user.account) for (const path of [draft, passwordFile]) chownSync(path, user.account.uid, user.account.gid)
  await initdb(binaries, user, { draft, passwordFile })
  await rename(draft, data)
  // Last: as long as it is missing, the next start makes another cluster.
  await rename(passwordFile, secret)
  return password
}

const initdb = async (
  { initdb: file }: Binaries,
  user: ServerUser,
  { draft, passwordFile }: { draft: string; passwordFile: string },
): Promise<void> => {
  const args = [
    '--pgdata',
    draft,
    '--username',
    'postgres',
    '--pwfile',
    passwordFile,
    '--auth',
    'scram-sha-256',
    '--encoding',
    'UTF8',
    '--locale',
    'C',
  ]
  const { command, identity } = user.start(file, args)
  const child = spawn(command[0], command[1], { ...identity, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  child.stdout.on('data', (chunk) => (output += String(chunk)))
  child.stderr.on('data', (chunk) => (output += String(chunk)))
  const code = await new Promise<number | null>(
    (resolve, reject) => void child.once('exit', resolve).once('error', reject),
  )
  if (code !== 0)
    throw new Failure('unavailable', 'postgres.no_start', `initdb failed:\n${output}`, { retryable: false })
}
