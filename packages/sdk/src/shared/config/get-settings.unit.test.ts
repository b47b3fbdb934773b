import { inspect } from 'node:util'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { flag, getSettings, milliseconds, port, secret, SettingsError, type Environment } from './index.ts'

const refusal = (schema: z.ZodObject, environment: Environment): SettingsError => {
  try {
    getSettings(schema, environment)
  } catch (error) {
    if (error instanceof SettingsError) return error
    throw error
  }
  throw new Error('nothing was refused')
}

describe('settings', () => {
  afterEach(() => vi.unstubAllEnvs())

  test('are made from the variables that the schema names, and frozen', () => {
    const schema = z.object({ HOST: z.string().default('127.0.0.1'), PORT: port(), DEBUG: flag().optional() })
    const settings = getSettings(schema, { PORT: '5001', DEBUG: 'Yes', HOME: '/root' })
    expect(settings).toEqual({ HOST: '127.0.0.1', PORT: 5001, DEBUG: true })
    expect(() => Object.assign(settings, { PORT: 1 })).toThrow(TypeError)
  })

  test('an empty variable counts as one that is not set', () => {
    expect(getSettings(z.object({ PORT: port().default(5001) }), { PORT: '' })).toEqual({ PORT: 5001 })
    expect(refusal(z.object({ PORT: port() }), { PORT: '' }).problems).toEqual([
      { variable: 'PORT', message: 'is not set' },
    ])
  })

  test('everything that is wrong is said at once, with its hint', () => {
    const error = refusal(
      z.object({
        PORT: port().describe('where the API listens').default(5001),
        DATABASE_URL: secret().describe('postgres://…'),
        TIMEOUT: milliseconds(),
        GRAPH_URL: z.url(),
      }),
      { PORT: '70000', TIMEOUT: '3 s', GRAPH_URL: 'not a url' },
    )
    expect(error.code).toBe('config.invalid_settings')
    expect(error.message).toBe(
      [
        'the environment lacks settings or has wrong ones:',
        '  PORT must be a port number from 0 to 65535 (where the API listens)',
        '  DATABASE_URL is not set (postgres://…)',
        '  TIMEOUT must be a whole number of milliseconds',
        '  GRAPH_URL Invalid URL',
      ].join('\n'),
    )
  })

  test('no value is repeated, whatever a schema says about it', () => {
    const talkative = z.string().refine(() => false, { error: ({ input }) => `${String(input)} is too weak` })
    const error = refusal(z.object({ TOKEN: talkative, MODE: z.enum(['a', 'b']) }), {
      TOKEN: 'hunter22',
      MODE: 'hunter23',
    })
    expect(inspect(error)).not.toMatch(/hunter/)
    expect(error.problems[0]).toEqual({ variable: 'TOKEN', message: '[value] is too weak' })
  })

  test('settings that do not fit each other are refused as a whole', () => {
    const schema = z.object({ A: flag(), B: flag() }).refine(({ A, B }) => A !== B, 'A and B exclude each other')
    expect(refusal(schema, { A: '1', B: '1' }).problems).toEqual([
      { variable: '', message: 'A and B exclude each other' },
    ])
  })

  test('the process environment is read when asked, and once for each schema', () => {
    const schema = z.object({ BALTRA_TEST: z.string() })
    vi.stubEnv('BALTRA_TEST', 'first')
    const settings = getSettings(schema)
    vi.stubEnv('BALTRA_TEST', 'second')
    expect(getSettings(schema)).toBe(settings)
    expect(settings.BALTRA_TEST).toBe('first')
    expect(getSettings(z.object({ BALTRA_TEST: z.string() })).BALTRA_TEST).toBe('second')
  })

  test('a refusal is not remembered', () => {
    const schema = z.object({ BALTRA_TEST: z.string() })
    expect(() => getSettings(schema)).toThrow(SettingsError)
    vi.stubEnv('BALTRA_TEST', 'here now')
    expect(getSettings(schema).BALTRA_TEST).toBe('here now')
  })
})

describe('a secret', () => {
  const { KEY } = getSettings(z.object({ KEY: secret() }), { KEY: 'hunter22' })

  test('is not printed', () => {
    expect([JSON.stringify({ KEY }), String(KEY), inspect({ KEY }), [KEY].join()].join()).not.toContain('hunter22')
    expect(JSON.stringify({ KEY })).toBe('{"KEY":"[secret]"}')
  })

  test('is told to whoever asks for it', () => {
    expect(KEY.reveal()).toBe('hunter22')
  })
})

describe('a setting', () => {
  const accepts = (schema: z.ZodType, text: string): boolean => schema.safeParse(text).success

  test.each(['0', '80', '65535'])('%s is a port', (text) => expect(accepts(port(), text)).toBe(true))
  test.each(['-1', '65536', '0x50', ' 80', '8e1', '80.5'])('%s is no port', (text) =>
    expect(accepts(port(), text)).toBe(false),
  )
  test.each(['0', '2147483647'])('%s is a duration', (text) => expect(accepts(milliseconds(), text)).toBe(true))
  test.each(['1s', '-1', '1.5', '2147483648'])('%s is no duration', (text) =>
    expect(accepts(milliseconds(), text)).toBe(false),
  )
  test.each([
    ['true', true],
    ['ON', true],
    ['0', false],
    ['off', false],
  ])('%s is a flag', (text, value) => expect(flag().parse(text)).toBe(value))
  test('perhaps is no flag', () => expect(accepts(flag(), 'perhaps')).toBe(false))
})
