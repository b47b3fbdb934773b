import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { PACKAGE, REPOSITORY } from '../repository.ts'
import { succeed } from './run.ts'

declare module 'vitest' {
  interface ProvidedContext {
    packedSdk: { readonly tarball: string } | { readonly failure: string }
  }
}

/**
 * Builds and packs the package once for all end-to-end tests. A failure is handed on to the tests that need the package, so
 * that it doesn't take the others down.
 */
export async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'baltra-packed-'))
  try {
    const { packageManager } = JSON.parse(await readFile(`${REPOSITORY}package.json`, 'utf8')) as {
      packageManager: string
    }
    await succeed('npx', ['-y', packageManager, 'pack', '--pack-destination', folder], { cwd: PACKAGE })
    const [tarball = ''] = await readdir(folder)
    provide('packedSdk', { tarball: join(folder, tarball) })
  } catch (error) {
    provide('packedSdk', { failure: String(error) })
  }
  return () => rm(folder, { recursive: true, force: true })
}
