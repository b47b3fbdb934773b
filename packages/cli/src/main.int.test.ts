import { cloneDatabase } from '@baltra/sdk/testing'
import { describe, expect, inject, test } from 'vitest'
import { baltra, lines } from '../test/baltra.ts'
import { inProcess } from '../test/in-process.ts'
import '../test/vitest-context.ts'

const password = 'hunter22'
const deaf = `postgres://nobody:${password}@127.0.0.1:9/none`
const noAnswer = 'baltra: the database does not answer\n'
const everyCommand = [
  ['migrate'],
  ['outbox', 'status'],
  ['outbox', 'peek'],
  ['outbox', 'verify'],
  ['dlq', 'list'],
  ['dlq', 'show', '1'],
  ['dlq', 'replay', '1'],
  ['dlq', 'replay', '--all'],
  ['dlq', 'edit', '1', '--data', '{}'],
  ['dlq', 'discard', '1', '--yes'],
]

describe('a database that can not be used is told in one line, without its address', () => {
  test.each(everyCommand.map((given) => [given.join(' '), given] as const))('%s: nobody answers', async (_, given) => {
    expect(await inProcess(given, { url: deaf })).toEqual({ code: 3, out: '', err: noAnswer })
  })

  test('and so it is by the process', async () => {
    expect(await baltra(['outbox', 'status'], { url: deaf })).toEqual({ code: 3, out: '', err: noAnswer })
  })

  test('the password is refused', async () => {
    const url = new URL(inject('postgres').url)
    url.password = password
    const err = 'baltra: the database refuses the password\n'
    expect(await inProcess(['outbox', 'status', '--url', url.href])).toEqual({ code: 3, out: '', err })
  })

  test('there is none of that name', async () => {
    const url = new URL(inject('postgres').url)
    url.pathname = '/none'
    const err = 'baltra: the server has no such database\n'
    expect(await inProcess(['migrate'], { url: url.href })).toEqual({ code: 3, out: '', err })
  })

  test('it has not been migrated; after migrating it has', async () => {
    await using empty = await cloneDatabase({ url: inject('postgres').url, template: 'template1' })
    for (const given of everyCommand.filter(([name]) => name !== 'migrate')) {
      const err = 'baltra: the database has not been migrated: run baltra migrate\n'
      expect(await inProcess(given, empty)).toEqual({ code: 3, out: '', err })
    }
    const migrated = await baltra(['migrate', '--json'], empty)
    expect(lines(migrated)).toEqual([{ applied: expect.arrayContaining(['0001_engine.sql']) }])
    expect(await inProcess(['migrate'], empty)).toEqual({ code: 0, out: 'The database is up to date.\n', err: '' })
    expect(await inProcess(['outbox', 'verify'], empty)).toMatchObject({ code: 0 })
  })
})

test('whoever stops reading ends it without a word', async () => {
  expect(await baltra(['--help'], { deaf: true })).toEqual({ code: 0, out: '', err: '' })
})

test('no database named is wrong usage, and both ways to name one are told', async () => {
  for (const given of everyCommand) {
    const err = 'baltra: no database is named: give --url, or set BALTRA_DATABASE_URL\n'
    expect(await inProcess(given)).toEqual({ code: 2, out: '', err })
  }
})

test('help on everything, on a group and on a command goes to whoever asked; its version too', async () => {
  for (const given of [[], ['outbox'], ['dlq', 'edit']]) {
    const helped = await inProcess([...given, '--help'])
    expect(helped).toMatchObject({ code: 0, err: '' })
    expect(helped.out).toMatch(/^baltra [^]*Exit codes: /)
  }
  expect(await baltra(['--version'])).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    err: '',
  })
  const missing = await baltra([])
  expect(missing).toMatchObject({ code: 2, out: '' })
  expect(missing.err).toMatch(/^baltra <command> [^]*outbox verify/)
})
