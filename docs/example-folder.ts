import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const MODULES = fileURLToPath(new URL('node_modules', import.meta.url))

/** A folder in which code of the docs finds what its reader has installed. `@baltra/sdk` is the live source there. */
export const exampleFolder = async (name: string): Promise<AsyncDisposable & { readonly path: string }> => {
  const path = await mkdtemp(join(tmpdir(), `baltra-${name}-`))
  await mkdir(join(path, 'node_modules'))
  for (const entry of await readdir(MODULES)) {
    await symlink(join(MODULES, entry), join(path, 'node_modules', entry), 'junction')
  }
  // Its reader installs zod beside the SDK; here it is the SDK's own.
  await symlink(join(MODULES, '@baltra/sdk/node_modules/zod'), join(path, 'node_modules/zod'), 'junction')
  await writeFile(join(path, 'package.json'), JSON.stringify({ type: 'module' }))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true, maxRetries: 5 }) }
}
