import { CompanyId, uuidv7Ids, type StoredEvent } from '@baltra/sdk'
import { appendEvents } from '@baltra/sdk/infra/db/events'
import { expect, test } from 'vitest'
import { aDatabase } from '../test/a-database.ts'
import { baltra, lines } from '../test/baltra.ts'
import { followed } from '../test/followed.ts'
import { inProcess } from '../test/in-process.ts'

const done = { code: 0, err: '' }
type Line = Pick<StoredEvent, 'stream' | 'version' | 'data'>

const within = async () => {
  const db = await aDatabase()
  const call = { companyId: db.companyId, actor: { kind: 'system' as const, id: 'test' }, correlationId: 'test' }
  const append = async (stream: `${string}-${string}`, ...numbers: readonly number[]) => {
    const events = numbers.map((n) => {
      const [id, at] = [uuidv7Ids.next(CompanyId), new Date()]
      return { id, at, type: 'test.happened', schemaVersion: 1, data: { n } }
    })
    await appendEvents({ database: db.app }, call, stream, events, { expected: 'any' })
  }
  return { url: db.url, append, [Symbol.asyncDispose]: () => db[Symbol.asyncDispose]() }
}

test('tail shows the last events, of all or of a category, and says when there are none', async () => {
  await using db = await within()
  const { url } = db
  expect(await inProcess(['events', 'tail'], { url })).toEqual({ ...done, out: 'There are no events.\n' })
  expect(await inProcess(['events', 'tail', '--json'], { url })).toEqual({ ...done, out: '' })
  await db.append('thing-a', 1, 2)
  await db.append('other-a', 3)
  await db.append('thing-b', 4)
  const all = await baltra(['events', 'tail', '--limit', '2', '--json'], { url })
  expect(all).toMatchObject(done)
  expect(lines<Line>(all).map(({ stream, version, data }) => [stream, version, data])).toEqual([
    ['other-a', 1, { n: 3 }],
    ['thing-b', 1, { n: 4 }],
  ])
  const things = await baltra(['events', 'tail', '--category', 'thing'], { url })
  expect(things).toMatchObject(done)
  expect(things.out).toMatch(/^position +recorded[^]*thing-a +1 [^]*thing-a +2 [^]*thing-b +1 +test\.happened\n$/)
  expect(things.out).not.toMatch(/other|"n"/)
})

test('tail --follow goes on with what is committed, until it is stopped', async () => {
  await using db = await within()
  await db.append('thing-a', 1)
  await using tail = followed(['events', 'tail', '--follow', '--category', 'thing', '--json'], { url: db.url })
  const numbers = () => tail.lines<{ data: { n: number } }>().map(({ data }) => data.n)
  await expect.poll(numbers, { timeout: 20_000 }).toEqual([1])
  await db.append('other-a', 2)
  await db.append('thing-a', 3)
  await expect.poll(numbers, { timeout: 20_000 }).toEqual([1, 3])
  await using people = followed(['events', 'tail', '--follow', '--limit', '1'], { url: db.url })
  await expect.poll(people.out, { timeout: 20_000 }).toMatch(/thing-a +2 +test\.happened\n$/)
  await db.append('thing-a', 4)
  await expect.poll(people.out, { timeout: 20_000 }).toMatch(/thing-a {2}3 {2}test\.happened\n$/)
})

test('stream shows all of a stream', async () => {
  await using db = await within()
  const { url } = db
  await db.append('thing-a-1', 1, 2)
  await db.append('thing-b', 3)
  const json = await inProcess(['events', 'stream', 'thing-a-1', '--json'], { url })
  expect(lines<Line>({ ...json, code: 0 }).map(({ version, data }) => [version, data])).toEqual([
    [1, { n: 1 }],
    [2, { n: 2 }],
  ])
  const told = await inProcess(['events', 'stream', 'thing-a-1'], { url })
  expect(told).toMatchObject(done)
  expect(told.out).toMatch(/^company +version[^]* 1 [^]*test\.happened +1 +system test +- +[^]* 2 [^]*\n$/)
})

test('what is no stream is refused, and what can not be one is wrong usage', async () => {
  await using db = await within()
  const { url } = db
  const none = { out: '', err: 'baltra: there is no such stream\n', code: 4 }
  expect(await inProcess(['events', 'stream', 'thing-none'], { url })).toEqual(none)
  for (const wrong of [['thing'], [], ['a-b', 'c-d']]) {
    expect(await inProcess(['events', 'stream', ...wrong], { url })).toMatchObject({ code: 2, out: '' })
  }
  expect(await inProcess(['events', 'tail', '--limit', '0'], { url })).toMatchObject({ code: 2, out: '' })
})

test('both have their help', async () => {
  for (const name of ['tail', 'stream']) {
    const { code, out } = await inProcess(['events', name, '--help'])
    expect([code, out]).toEqual([0, expect.stringContaining(`baltra events ${name}`)])
  }
  expect((await inProcess(['events', '--help'])).out).toMatch(
    /events tail[^]*events stream <id>[^]*baltra events tail --help/,
  )
})
