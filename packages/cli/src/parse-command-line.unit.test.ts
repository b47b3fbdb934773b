import { describe, expect, test } from 'vitest'
import { commands } from './catalogue.ts'
import { parseCommandLine } from './parse-command-line.ts'

const named = (...name: readonly string[]) => commands.find((command) => command.name.join() === name.join())

describe('a command line', () => {
  test('names a command, its argument and its options, in any order', () => {
    const line = { kind: 'command', command: named('dlq', 'edit'), argument: '7' }
    const values = { data: '{}', json: true, help: false }
    expect(parseCommandLine(['dlq', 'edit', '7', '--data', '{}', '--json'])).toEqual({ ...line, values })
    expect(parseCommandLine(['dlq', 'edit', '--json', '--data={}', '7'])).toEqual({ ...line, values })
  })

  test('has flags that are not set as false', () => {
    expect(parseCommandLine(['dlq', 'discard', '7'])).toMatchObject({ values: { yes: false, json: false } })
  })

  test.each([
    [[], undefined, false],
    [['--help'], undefined, true],
    [['outbox'], 'outbox', false],
    [['dlq', '--help'], 'dlq', true],
  ])('%j asks for help on %s: %s', (given, about, asked) => {
    expect(parseCommandLine(given)).toEqual({ kind: 'help', about, asked })
  })

  test('asks for help on a command, also without what it needs', () => {
    expect(parseCommandLine(['dlq', 'show', '--help'])).toEqual({
      kind: 'help',
      about: named('dlq', 'show'),
      asked: true,
    })
  })

  test('asks for the version', () => {
    expect(parseCommandLine(['--version'])).toEqual({ kind: 'version' })
  })

  test.each([
    [['outbx', 'status'], 'there is no command outbx status: see baltra --help'],
    [['outbox', 'drain'], 'there is no command outbox drain: see baltra --help'],
    [['constructor'], 'there is no command constructor: see baltra --help'],
    [['--json'], '--json needs a command: see baltra --help'],
    [['--url=postgres://u:secret@h/d'], '--url needs a command: see baltra --help'],
    [['outbox', '--json'], '--json needs a command: see baltra --help'],
    [['dlq', 'show'], 'baltra dlq show needs an <id>: see baltra dlq list'],
    [['events', 'stream'], 'baltra events stream needs an <id>: see baltra events tail'],
    [['dlq', 'show', '1', '2'], 'baltra dlq show takes one <id>'],
    [['outbox', 'status', 'now'], 'baltra outbox status takes no argument'],
    [['outbox', 'status', '--yes'], `Unknown option '--yes': see baltra outbox status --help`],
    [['dlq', 'edit', '1', '--data'], `Option '--data <value>' argument missing: see baltra dlq edit --help`],
  ])('%j is refused', (given, message) => {
    expect(() => parseCommandLine(given)).toThrow(message)
  })
})
