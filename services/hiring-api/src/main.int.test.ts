import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { systemClock, uuidv7Ids } from '@baltra/sdk'
import { apply, Apply } from '@baltra/sdk/domain/services/funnel'
import { funnelUnitOfWork } from '@baltra/sdk/infra/db/funnel'
import { cloneDatabase } from '@baltra/sdk/testing'
import { expect, inject, onTestFinished, test } from 'vitest'
import { newPhone } from '../test/a-company.ts'
import { ask } from '../test/ask.ts'
import { metaSecrets, runningApi } from '../test/running-api.ts'
import '../test/vitest-context.ts'

const main = fileURLToPath(new URL('./main.ts', import.meta.url))

/** The service as a process of its own, with what it says. */
const started = (environment: Record<string, string>) => {
  const said = { out: '', err: '' }
  const child = spawn(process.execPath, ['--conditions=@baltra/source', main], {
    env: { PATH: process.env['PATH'], ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  child.stdout.on('data', (text: Buffer) => (said.out += text.toString()))
  child.stderr.on('data', (text: Buffer) => (said.err += text.toString()))
  return { child, said, ended: once(child, 'close') }
}

const settings = (databaseUrl: string, port = '0') => ({
  HIRING_PORT: port,
  BALTRA_DATABASE_URL: databaseUrl,
  META_APP_SECRETS: metaSecrets.appSecret,
  META_VERIFY_TOKEN: metaSecrets.verifyToken,
})

test('settings that are missing or wrong are told all at once, without a value or a stack', async () => {
  const { said, ended } = started({ HIRING_PORT: '99999', META_APP_SECRETS: 'hunter22', LOG_LEVEL: 'loud' })
  expect(await ended).toEqual([1, null])
  for (const name of ['HIRING_PORT', 'BALTRA_DATABASE_URL', 'META_VERIFY_TOKEN', 'LOG_LEVEL'])
    expect(said.err).toContain(name)
  expect(said.err).not.toMatch(/META_APP_SECRETS|hunter22|99999|loud|\n\s+at /)
  expect(said.out).toBe('')
})

test('a port that is taken is named in one line, with the variable that changes it', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const { said, ended } = started(settings('postgres://nobody:hunter22@127.0.0.1:9/none', String(port)))
  expect(await ended).toEqual([1, null])
  expect(said.err).toBe(
    `hiring-api: port ${port} on 127.0.0.1 is taken by another program: set HIRING_PORT to another one\n`,
  )
  expect(said.out).not.toContain('hunter22')
  server.close()
})

test('SIGTERM: the request under way is answered, no other is taken, and the process ends well', async () => {
  await using clone = await cloneDatabase(inject('postgres'))
  await using beside = await runningApi(clone.url)
  const { key, openingId, companyId } = await beside.company()
  const { child, said, ended } = started(settings(clone.url))
  await expect.poll(() => said.out, { timeout: 20_000 }).toMatch(/"listening"/)
  const url = /http:\/\/127\.0\.0\.1:\d+/.exec(said.out)![0]
  const candidate = { name: 'Ana', phone: newPhone() }
  const release = Promise.withResolvers<undefined>()
  // Also when the test fails: its database can only be dropped when nobody is in a transaction.
  using _ = { [Symbol.dispose]: () => release.resolve(undefined) }
  const isWaitedFor = async (): Promise<boolean> => {
    await using session = await beside.database.session({ companyId })
    const waiting = await session.query("select 1 from pg_locks where not granted and locktype = 'transactionid'")
    return waiting.length > 0
  }

  // Somebody else is just adding the same person: whoever adds him too waits for how that ends.
  const unitOfWork = funnelUnitOfWork({ database: beside.database })
  const adding = apply({
    clock: systemClock,
    ids: uuidv7Ids,
    unitOfWork: {
      run: (call, work) =>
        unitOfWork.run(call, async (unit) => {
          await work(unit)
          await release.promise
          throw new Error('thought better of it')
        }),
    },
  })(Apply.input.parse({ openingId, candidate }), {
    companyId,
    actor: { kind: 'system', id: 'test' },
    correlationId: 'test',
  })
  adding.catch(() => undefined)
  const underWay = ask(`${url}/v1/applications`, { method: 'POST', key, body: { openingId, candidate } })
  await expect.poll(isWaitedFor, { timeout: 10_000 }).toBe(true)

  child.kill('SIGTERM')
  await expect.poll(() => said.out).toMatch(/"stopping"/)
  await expect
    .poll(() =>
      ask(`${url}/health/live`).then(
        () => 'taken',
        () => 'refused',
      ),
    )
    .toBe('refused')
  expect(child.exitCode).toBeNull()
  release.resolve(undefined)
  const answer = await underWay
  expect([answer.status, answer.headers.get('connection')]).toEqual([201, 'close'])
  expect(await ended).toEqual([0, null])
  await expect(adding).rejects.toThrow('thought better of it')
  expect(said.err).toBe('')
})
