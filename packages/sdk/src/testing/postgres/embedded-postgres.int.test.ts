import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Client } from 'pg'
import { embeddedPostgres } from './embedded-postgres.ts'

let home: string
const settings = { fsync: 'off' }
const start = () => embeddedPostgres({ directory: join(home, 'server'), settings })

const ask = async (url: string, statement: string): Promise<unknown[]> => {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(statement)).rows
  } finally {
    await client.end()
  }
}

beforeAll(async () => {
  // Closed to others, as temporary folders and homes are: the server's account has to get in all the same.
  home = await mkdtemp(join(tmpdir(), 'baltra-embedded-'))
  await chmod(home, 0o700)
})
afterAll(() => rm(home, { recursive: true, force: true }))

describe('an embedded PostgreSQL', () => {
  test('keeps its data and its password from one start to the next', async () => {
    const first = await start()
    await ask(first.url, 'create table kept as select 42 as answer')
    await first[Symbol.asyncDispose]()
    await first.exited
    await using second = await start()
    expect(await ask(second.url, 'select answer from kept')).toEqual([{ answer: 42 }])
    expect(new URL(second.url).password).toBe(new URL(first.url).password)
  })

  test('stops a server that an earlier run left behind in the folder', async () => {
    const left = await start()
    await using second = await start()
    await left.exited
    expect(await ask(second.url, 'select answer from kept')).toEqual([{ answer: 42 }])
  })

  test('starts although the number of a killed one is another process by now', async () => {
    const killed = await start()
    const lock = join(home, 'server', 'data', 'postmaster.pid')
    const [, ...rest] = (await readFile(lock, 'utf8')).split('\n')
    process.kill(killed.pid, 'SIGKILL')
    await killed.exited
    await writeFile(lock, [process.pid, ...rest].join('\n'))
    await using second = await start()
    expect(await ask(second.url, 'select answer from kept')).toEqual([{ answer: 42 }])
  })

  test('says which port is taken', async () => {
    const other = createServer()
    await new Promise<void>((resolve) => void other.listen(0, '127.0.0.1', resolve))
    const { port } = other.address() as AddressInfo
    await expect(embeddedPostgres({ directory: join(home, 'server'), port })).rejects.toMatchObject({
      code: 'postgres.port_taken',
      details: { port },
    })
    other.close()
  })
})
