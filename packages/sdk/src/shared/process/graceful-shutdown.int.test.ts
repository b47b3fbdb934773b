import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { describe, expect, test } from 'vitest'

const index = (folder: string): string => JSON.stringify(new URL(`../${folder}/index.ts`, import.meta.url).href)

const program = `
  import { logger } from ${index('logging')}
  import { gracefulShutdown } from ${index('process')}
  setInterval(() => undefined, 1_000)
  const steps = [{ name: 'first', run: async () => undefined }, { name: 'second', run: () => undefined }]
  gracefulShutdown({ logger: logger({ service: 'test' }), steps })
  process.stderr.write('ready')
`

describe('a real process', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)('ends by itself at %s, with all its lines written', async (signal) => {
    const child = spawn(process.execPath, ['--input-type=module', '--eval', program], { stdio: 'pipe' })
    await once(child.stderr, 'data')
    child.kill(signal)
    const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')])
    expect(code).toBe(0)
    expect(
      output
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).msg),
    ).toEqual(['stopping', 'stopped', 'stopped'])
  })
})
