import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { fakeHiringApi } from './testing/fake-hiring-api.ts'

const main = fileURLToPath(new URL('./main.ts', import.meta.url))

/** The service as a process of its own, with what it says. */
const started = (environment: Record<string, string>) => {
  const said = { out: '', err: '' }
  const child = spawn(process.execPath, ['--conditions=@baltra/source', main], {
    env: { PATH: process.env['PATH'], BFF_PORT: '0', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  child.stdout.on('data', (text: Buffer) => (said.out += text.toString()))
  child.stderr.on('data', (text: Buffer) => (said.err += text.toString()))
  return { child, said, ended: once(child, 'exit') }
}

test('SIGTERM: what is under way is answered, then the process ends well', async () => {
  await using hiring = await fakeHiringApi()
  const { child, said, ended } = started({ HIRING_SERVICE_URL: hiring.url, BFF_HTTP_TIMEOUT: '1000' })
  await expect.poll(() => said.out, { timeout: 20_000 }).toMatch(/"listening"/)
  const url = /http:\/\/127\.0\.0\.1:\d+/.exec(said.out)?.[0] ?? ''
  hiring.behave('silent')
  const underWay = fetch(`${url}/api/v1/dashboard`, { headers: { authorization: `Bearer ${hiring.key}` } })
  await expect.poll(() => hiring.asked.length).toBeGreaterThan(0)
  child.kill('SIGTERM')
  expect((await underWay).status).toBe(200)
  expect(await ended).toEqual([0, null])
})

test('wrong settings: one clear message and no stack', async () => {
  const { said, ended } = started({ BFF_HOST: '0.0.0.0', BFF_DEVELOPMENT_KEY: 'hunter22' })
  expect(await ended).toEqual([1, null])
  expect(said.err).toMatch(/BFF_DEVELOPMENT_KEY signs everybody in/)
  expect(said.err).not.toMatch(/hunter22|\n\s+at /)
})
