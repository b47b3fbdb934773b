import { cloneDatabase } from '@baltra/sdk/testing'
import { expect, inject, test } from 'vitest'
import { serviceProcess } from '../test/service-process.ts'
import '../test/vitest-context.ts'

const main = 'hiring-worker/src/main.ts'
const settings = (databaseUrl: string) => ({
  BALTRA_DATABASE_URL: databaseUrl,
  META_ACCESS_TOKEN: 'token',
  META_APP_SECRET: 'secret',
})
const isWorking = { timeout: 20_000 }

test('settings that are missing or wrong are told all at once, without a value or a stack', async () => {
  await using worker = serviceProcess(main, {
    META_APP_SECRET: 'hunter22',
    META_DEADLINE: 'soon',
    META_GRAPH_URL: 'nowhere',
  })
  expect(await worker.ended).toEqual([1, null])
  for (const name of ['BALTRA_DATABASE_URL', 'META_ACCESS_TOKEN', 'META_DEADLINE', 'META_GRAPH_URL'])
    expect(worker.said.err).toContain(name)
  expect(worker.said.err).not.toMatch(/META_APP_SECRET|hunter22|soon|nowhere|\n\s+at /)
  expect(worker.said.out).toBe('')
})

test('SIGTERM ends it well', async () => {
  await using clone = await cloneDatabase(inject('postgres'))
  await using worker = serviceProcess(main, settings(clone.url))
  await expect.poll(() => worker.said.out, isWorking).toMatch(/"working"/)
  worker.child.kill('SIGTERM')
  expect(await worker.ended).toEqual([0, null])
  expect(worker.said.err).toBe('')
})

test('SIGTERM ends it well also while it waits for its database', async () => {
  await using worker = serviceProcess(main, settings('postgres://nobody:hunter22@127.0.0.1:9/none'))
  await expect.poll(() => worker.said.out, isWorking).toMatch(/"working"/)
  worker.child.kill('SIGTERM')
  expect(await worker.ended).toEqual([0, null])
  expect(worker.said.err).toBe('')
  expect(worker.said.out).not.toContain('hunter22')
})
