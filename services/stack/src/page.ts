import { spawn } from 'node:child_process'
import { readdir, stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const bff = fileURLToPath(new URL('../../bff-web/', import.meta.url))
const web = join(bff, 'web')

/** Builds the dashboard's page unless the built one is newer than everything that it is made of. */
export const buildPage = async (onProgress: (message: string) => void): Promise<void> => {
  const [built, newest] = await Promise.all([timeOf(join(web, 'dist', 'index.html')), newestIn(web)])
  if (built > newest) return
  onProgress('building the page')
  const vite = join(dirname(createRequire(join(bff, 'package.json')).resolve('vite/package.json')), 'bin', 'vite.js')
  const child = spawn(process.execPath, [vite, 'build', '--logLevel', 'warn', 'web'], {
    cwd: bff,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  child.stdout.on('data', (chunk) => (output += String(chunk)))
  child.stderr.on('data', (chunk) => (output += String(chunk)))
  const code = await new Promise<number | null>(
    (resolve, reject) => void child.once('exit', resolve).once('error', reject),
  )
  if (code !== 0) throw new Error(`the page could not be built:\n${output}`)
}

const timeOf = (path: string): Promise<number> =>
  stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  )

const newestIn = async (folder: string): Promise<number> => {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true })
  const files = entries.filter((entry) => entry.isFile() && !entry.parentPath.startsWith(join(web, 'dist')))
  return Math.max(...(await Promise.all(files.map(({ parentPath, name }) => timeOf(join(parentPath, name))))))
}
