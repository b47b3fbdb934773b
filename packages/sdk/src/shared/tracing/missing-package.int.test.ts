import { execFile } from 'node:child_process'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'

const run = promisify(execFile)

test('without the package of OpenTelemetry the error says how to get it', async () => {
  const empty = await mkdtemp(join(tmpdir(), 'no-packages-'))
  onTestFinished(() => rm(empty, { recursive: true }))
  await cp(join(import.meta.dirname, '..'), empty, { recursive: true })
  const program = `
    import { openTelemetry } from ${JSON.stringify(join(empty, 'tracing/index.ts'))}
    await openTelemetry().catch((error) => console.log(error.message))
  `
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', program], { cwd: empty })
  expect(stdout.trim()).toBe(
    '@baltra/sdk/shared/tracing needs a package that is not installed: npm install @opentelemetry/api',
  )
})
