import { Failure, type Delivery } from '@baltra/sdk'
import type { DeadLetter } from '@baltra/sdk/infra/messaging/postgres'
import { describe, expect, test } from 'vitest'
import { aDatabase } from '../test/a-database.ts'
import { aTerminal } from '../test/a-terminal.ts'
import { baltra, lines } from '../test/baltra.ts'
import { inProcess } from '../test/in-process.ts'
import { run } from './run.ts'

/** What is refused before it is looked for. */
const unused = 'postgres://nobody@127.0.0.1:9/none'
const refusal = new Failure('invalid', 'test.refused', 'refused')

/** The first message of each lane that begins with `bad` is parked for as long as its data is not `good` and nobody forgives. */
const judge = () => {
  const verdict = { forgives: false }
  const handle = (delivery: Delivery) => {
    const { partitionkey, sequence, data } = delivery.message as Message
    const isBad = partitionkey.startsWith('bad') && sequence === 1 && !(data as { good?: boolean }).good
    return isBad && !verdict.forgives ? delivery.park(refusal) : delivery.ack()
  }
  return { verdict, handle }
}

interface Message {
  readonly partitionkey: string
  readonly sequence: number
  readonly data: unknown
}

/** A database with a running relay and consumer, in which the first message of each of these lanes is parked. */
const withParked = async (...keys: readonly string[]) => {
  const parts = new AsyncDisposableStack()
  const db = parts.use(await aDatabase())
  const { verdict, handle } = judge()
  const consumer = parts.use(await db.consuming(handle))
  parts.use(await db.relaying())
  const parked = () =>
    db.system.query<{ id: string; key: string }>(
      'select id, key from messaging.deliveries where parked_at is not null order by id',
    )
  const rest = async () => (await db.system.query('select from messaging.deliveries')).length
  // One after the other: a relay that takes both at once may send them in either order.
  for (const [n, key] of keys.entries()) {
    await db.leave(key, key, key)
    await expect.poll(async () => (await parked()).length, { timeout: 20_000 }).toBe(n + 1)
  }
  await db.leave('good', 'good')
  await expect
    .poll(() => consumer.seen().filter((told) => told.startsWith('good ')), { timeout: 20_000 })
    .toHaveLength(2)
  await expect.poll(rest, { timeout: 20_000 }).toBe(3 * keys.length)
  return {
    url: db.url,
    companyId: db.companyId,
    verdict,
    parked,
    ids: (await parked()).map(({ id }) => id),
    handled: (key: string) => consumer.seen().filter((told) => told.startsWith(`${key} `)),
    untilEmpty: () => expect.poll(rest, { timeout: 20_000 }).toBe(0),
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  }
}

describe('a parked message', () => {
  test('holds its lane alone, is listed and shown, and is replayed before those behind it', async () => {
    await using db = await withParked('bad')
    const { url } = db
    const [id] = db.ids as [string]
    expect([db.handled('bad'), db.handled('good')]).toEqual([['bad 1'], ['good 1', 'good 2']])
    const list = await baltra(['dlq', 'list', '--json'], { url })
    const letter = { id, consumer: 'tester', key: 'bad', behind: 2, errors: [{ code: 'test.refused' }] }
    expect(lines<DeadLetter>(list)).toMatchObject([letter])
    expect(lines<DeadLetter>(await baltra(['dlq', 'show', id, '--json'], { url }))).toMatchObject([letter])
    const shown = await baltra(['dlq', 'show', id], { url })
    expect(shown.out).toMatch(/behind it +2\n[^]*test\.refused +refused\n[^]*"n": 0/)
    db.verdict.forgives = true
    expect(await baltra(['dlq', 'replay', id], { url })).toEqual({ code: 0, out: `replayed ${id}\n`, err: '' })
    await db.untilEmpty()
    expect(db.handled('bad')).toEqual(['bad 1', 'bad 1', 'bad 2', 'bad 3'])
  })

  test('is edited from the command line or from standard input, then replayed', async () => {
    await using db = await withParked('bad-1', 'bad-2')
    const { url } = db
    const [one, two] = db.ids as [string, string]
    expect(await baltra(['dlq', 'edit', one, '--data', '{"good":true}'], { url })).toMatchObject({ code: 0, err: '' })
    const piped = await baltra(['dlq', 'edit', two, '--data', '-', '--json'], { url, input: '{"good":\n true}\n' })
    expect(lines(piped)).toEqual([{ id: two, edited: true }])
    expect(await db.parked()).toHaveLength(2)
    for (const id of [one, two]) await inProcess(['dlq', 'replay', id], { url })
    await db.untilEmpty()
    expect(db.handled('bad-1')).toEqual(['bad-1 1', 'bad-1 1', 'bad-1 2', 'bad-1 3'])
  })

  test.each([
    ['no JSON', ['--data', '{good}'], 'baltra: the data is no JSON\n'],
    ['nothing', [], "baltra: baltra dlq edit needs --data '<json>', or --data - to read it\n"],
  ])('is not edited by %s', async (_, given, err) => {
    expect(await inProcess(['dlq', 'edit', '1', ...given], { url: unused })).toEqual({ code: 2, out: '', err })
  })

  test('that is discarded lets its lane go on', async () => {
    await using db = await withParked('bad')
    const [id] = db.ids as [string]
    const discarded = await baltra(['dlq', 'discard', id, '--yes', '--json'], db)
    expect(lines(discarded)).toEqual([{ id, discarded: true }])
    await db.untilEmpty()
    expect(db.handled('bad')).toEqual(['bad 1', 'bad 2', 'bad 3'])
    const again = await baltra(['dlq', 'discard', id, '--yes'], db)
    expect(again).toEqual({ code: 4, out: '', err: `baltra: there is no dead letter ${id}\n` })
  })

  test('is only discarded when a person says yes, or --yes is said', async () => {
    await using db = await withParked('bad')
    const [id] = db.ids as [string]
    const given = ['dlq', 'discard', id, '--url', db.url]
    const unasked = await baltra(given, { input: 'y\n' })
    expect(unasked).toEqual({ code: 2, out: '', err: 'baltra: there is no terminal to ask at: say --yes to go on\n' })
    for (const input of ['n\n', '\n', '', 'yep\n']) {
      const terminal = aTerminal({ input, isTTY: true })
      expect(await run(given, terminal)).toBe(4)
      expect(terminal.said.err).toContain(
        `Discard dead letter ${id} of tester, key bad, for good? 2 messages behind it.`,
      )
      expect(terminal.said.err).toContain('baltra: nothing was done\n')
    }
    expect(await db.parked()).toHaveLength(1)
    const terminal = aTerminal({ input: 'y\n', isTTY: true })
    expect(await run(given, terminal)).toBe(0)
    expect(terminal.said.out).toBe(`discarded ${id}\n`)
    await db.untilEmpty()
  })
})

describe('replaying all', () => {
  test('tells of each, by consumer, and goes through once though they fail again', async () => {
    await using db = await withParked('bad-1', 'bad-2', 'bad-3')
    const { url } = db
    expect(await baltra(['dlq', 'replay', '--all', '--consumer', 'nobody'], { url })).toEqual({
      code: 0,
      out: 'There are no dead letters.\n',
      err: '',
    })
    const replayed = await baltra(['dlq', 'replay', '--all', '--consumer', 'tester', '--json'], { url })
    expect(replayed).toMatchObject({ code: 0, err: '' })
    expect(lines(replayed)).toEqual(db.ids.map((id) => ({ id, replayed: true })))
    await expect.poll(() => db.handled('bad-3'), { timeout: 20_000 }).toEqual(['bad-3 1', 'bad-3 1'])
    await expect.poll(async () => (await db.parked()).length, { timeout: 20_000 }).toBe(3)
    db.verdict.forgives = true
    await baltra(['dlq', 'replay', '--all'], { url })
    await db.untilEmpty()
    expect(db.handled('bad-2')).toEqual(['bad-2 1', 'bad-2 1', 'bad-2 1', 'bad-2 2', 'bad-2 3'])
  })

  test.each([[['replay']], [['replay', '1', '--all']], [['replay', '1', '--consumer', 'x']]])(
    'is not guessed from %j',
    async (given) => {
      expect(await inProcess(['dlq', ...given], { url: unused })).toMatchObject({ code: 2, out: '' })
    },
  )
})

test('the list is in pages, by company too, and says so', async () => {
  await using db = await withParked('bad-1', 'bad-2')
  const { url, companyId } = db
  const [one, two] = db.ids as [string, string]
  const first = await baltra(['dlq', 'list', '--limit', '1', '--company', companyId], { url })
  expect(first.out).toMatch(new RegExp(`^id .*\\n${one} .* bad-1 .*\\nThere may be more: --after ${one}\\n$`))
  const second = await baltra(['dlq', 'list', '--after', one, '--json'], { url })
  expect(lines<DeadLetter>(second).map(({ id }) => id)).toEqual([two])
  for (const wrong of [
    ['--company', 'x'],
    ['--after', 'x'],
    ['--limit', '0'],
  ]) {
    expect(await inProcess(['dlq', 'list', ...wrong], { url })).toMatchObject({ code: 2, out: '' })
  }
})
