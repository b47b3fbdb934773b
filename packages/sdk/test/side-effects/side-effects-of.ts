import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { plainEnvironment } from '../plain-environment.ts'
import { PACKAGE } from '../repository.ts'
import type { SideEffect } from './watch-import.ts'

const WATCH_IMPORT = fileURLToPath(new URL('watch-import.ts', import.meta.url))

/** Imports a module from the live source in a process of its own, and tells what happened besides. */
export async function sideEffectsOf(specifier: string): Promise<readonly SideEffect[]> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--conditions=@baltra/source', WATCH_IMPORT, specifier],
    { cwd: PACKAGE, env: plainEnvironment() },
  )
  return JSON.parse(stdout) as SideEffect[]
}
