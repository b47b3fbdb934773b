import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'

const run = promisify(execFile)
const source = join(import.meta.dirname, '../..')
const zod = dirname(createRequire(import.meta.url).resolve('zod/package.json'))

test('without Fastify the error says how to get it', async () => {
  const empty = await mkdtemp(join(tmpdir(), 'no-packages-'))
  onTestFinished(() => rm(empty, { recursive: true }))
  for (const folder of ['seedwork', 'domain', 'shared', 'infra/http']) {
    await cp(join(source, folder), join(empty, 'src', folder), { recursive: true })
  }
  await mkdir(join(empty, 'node_modules'))
  await symlink(zod, join(empty, 'node_modules/zod'))
  const program = `
    import { httpServer } from ${JSON.stringify(join(empty, 'src/infra/http/index.ts'))}
    await httpServer({}, {}).catch((error) => console.log(error.message))
  `
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', program], { cwd: empty })
  expect(stdout.trim()).toBe('@baltra/sdk/infra/http needs a package that is not installed: npm install fastify')
})
