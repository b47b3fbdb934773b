import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'

const run = promisify(execFile)
const source = join(import.meta.dirname, '../../..')
const { resolve } = createRequire(import.meta.url)
const packages = { zod: dirname(resolve('zod/package.json')), 'p-retry': dirname(resolve('p-retry')) }

test('without the AWS clients the doors open, and the error of the first call says how to get them', async () => {
  const empty = await mkdtemp(join(tmpdir(), 'no-packages-'))
  onTestFinished(() => rm(empty, { recursive: true }))
  for (const folder of ['seedwork', 'shared', ...['envelope', 'sqs', 'sns'].map((name) => `infra/messaging/${name}`)])
    await cp(join(source, folder), join(empty, 'src', folder), { recursive: true })
  await mkdir(join(empty, 'node_modules'))
  for (const [name, path] of Object.entries(packages)) await symlink(path, join(empty, 'node_modules', name))
  const program = ['sqs', 'sns'].map(
    (name) => `
      import { ${name}Client } from ${JSON.stringify(join(empty, `src/infra/messaging/${name}/index.ts`))}
      await ${name}Client().ask(() => 1).catch((error) => console.log(error.message))`,
  )
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', program.join('\n')], { cwd: empty })
  expect(stdout.trim().split('\n')).toEqual([
    'the SQS transport needs a package that is not installed: npm install @aws-sdk/client-sqs',
    'the SNS transport needs a package that is not installed: npm install @aws-sdk/client-sns',
  ])
})
