import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

export interface PageBuild extends AsyncDisposable {
  readonly webRoot: string
}

const vite = join(dirname(createRequire(import.meta.url).resolve('vite/package.json')), 'bin/vite.js')
const page = fileURLToPath(new URL('../../web', import.meta.url))

/** The page, built as production has it, in a folder of its own. */
export const pageBuild = async (): Promise<PageBuild> => {
  const webRoot = await mkdtemp(join(tmpdir(), 'bff-web-'))
  const flags = ['build', page, '--outDir', webRoot, '--emptyOutDir', '--logLevel', 'error']
  // By another process: in this one NODE_ENV says test, and React would be its slower, larger self.
  await promisify(execFile)(process.execPath, [vite, ...flags], { env: {} })
  return { webRoot, [Symbol.asyncDispose]: () => rm(webRoot, { recursive: true, force: true }) }
}
