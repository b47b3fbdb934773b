import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const run = promisify(execFile)
const index = JSON.stringify(new URL('./index.ts', import.meta.url).href)

test('a line is written before the call returns: a killed process leaves all of them, in order', async () => {
  const program = `
    import { logger } from ${index}
    const log = logger({ service: 'test' })
    for (let line = 0; line < 1_000; line += 1) log.info({ line }, 'x')
    process.kill(process.pid, 'SIGKILL')
  `
  const killed = run(process.execPath, ['--input-type=module', '--eval', program])
  const { stdout } = await killed.catch((error: { stdout: string }) => error)
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).line)
  expect(lines).toEqual(Array.from({ length: 1_000 }, (_, line) => line))
})
