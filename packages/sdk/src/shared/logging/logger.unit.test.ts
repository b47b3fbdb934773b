import { describe, expect, test } from 'vitest'
import { logger, type Logger, type LogLevel } from './index.ts'

const recording = (level?: LogLevel): { log: Logger; lines: Record<string, unknown>[]; text: () => string } => {
  const written: string[] = []
  const lines: Record<string, unknown>[] = []
  const write = (line: string): void => {
    written.push(line)
    lines.push(JSON.parse(line))
  }
  const log = logger({ service: 'hiring-api', destination: { write }, ...(level ? { level } : {}) })
  return { log, lines, text: () => written.join('') }
}

class OtherCopysFailure extends Error {
  readonly kind = 'conflict'
  readonly code = 'conflict'
  readonly retryable = true
  readonly details = { version: 3, phone: '+525512345678' }
  readonly internal = 'a row'

  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'Failure'
    Object.defineProperty(this, Symbol.for('@baltra/sdk/failure'), { value: true })
  }
}

describe('a log line', () => {
  test('is one JSON object with time, level and service', () => {
    const { log, lines, text } = recording()
    log.info({ port: 5002 }, 'listening')
    expect(lines).toEqual([
      {
        level: 'info',
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
        service: 'hiring-api',
        port: 5002,
        msg: 'listening',
      },
    ])
    expect(text().endsWith('}\n')).toBe(true)
  })

  test('is left out below the level', () => {
    const { log, lines } = recording('warn')
    log.info('no')
    log.warn('yes')
    expect(lines.map(({ msg }) => msg)).toEqual(['yes'])
  })

  test("carries its logger's fields", () => {
    const { log, lines } = recording()
    log.child({ requestId: 'r1' }).child({ keyId: 'k1' }).error('failed')
    expect(lines).toMatchObject([{ requestId: 'r1', keyId: 'k1', service: 'hiring-api' }])
  })
})

describe('a line never shows', () => {
  const secret = 'hunter22'

  test.each([
    'authorization',
    'Authorization',
    'cookie',
    'Set-Cookie',
    'token',
    'access_token',
    'verifyToken',
    'secret',
    'appSecret',
    'appsecret_proof',
    'password',
    'apiKey',
    'x-api-key',
    'phone',
    'phone_number',
    'candidatePhone',
    'email',
    'fullName',
    'full_name',
    'tokens',
    'databaseUrl',
  ])('%s', (field) => {
    const { log, lines, text } = recording()
    log.info(
      { [field]: secret, a: { [field]: secret, b: { [field]: { deeper: secret }, c: [{ [field]: secret }] } } },
      'x',
    )
    log.child({ [field]: secret, a: { [field]: secret } }).info('y')
    expect(text()).not.toContain(secret)
    expect(lines[0]).toMatchObject({ [field]: '[redacted]', a: { [field]: '[redacted]' } })
  })

  test('the name of a person, while other names are shown', () => {
    const { log, text } = recording()
    log.info({ candidate: { name: 'Ana', id: 1 }, candidates: [{ name: 'Ana' }], stage: { name: 'Screening' } }, 'x')
    expect(text()).not.toContain('Ana')
    expect(text()).toContain('Screening')
  })

  test('what an object says of itself, unseen', () => {
    const { log, text } = recording()
    log.info({ it: { toJSON: () => ({ password: secret, at: new Date(0) }) }, bytes: Buffer.from(secret) }, 'x')
    expect(text()).toContain('"it":{"password":"[redacted]","at":"1970-01-01T00:00:00.000Z"},"bytes":"[8 bytes]"')
  })

  test('but whether there is one', () => {
    const { log, lines } = recording()
    log.info({ phone: undefined, email: null, hasPhone: true }, 'x')
    expect(lines).toMatchObject([{ email: null, hasPhone: true }])
  })
})

describe('an error', () => {
  test('is printed with its code, its kind and the chain of its causes', () => {
    const { log, lines } = recording()
    const cause = new TypeError('inner', { cause: 'just a text' })
    log.error({ err: new OtherCopysFailure('outer', { cause }) }, 'it failed')
    expect(lines).toMatchObject([
      {
        msg: 'it failed',
        err: {
          type: 'Failure',
          message: 'outer',
          code: 'conflict',
          kind: 'conflict',
          retryable: true,
          details: { version: 3, phone: '[redacted]' },
          stack: expect.stringContaining('logger.unit.test'),
          cause: { type: 'TypeError', message: 'inner', cause: 'just a text' },
        },
      },
    ])
    expect(lines[0]).not.toHaveProperty('err.internal')
  })

  test('is printed in any field', () => {
    const { log, lines } = recording()
    log.warn({ attempts: [{ reason: new AggregateError([new Error('one')], 'all') }] }, 'x')
    expect(lines).toMatchObject([{ attempts: [{ reason: { message: 'all', errors: [{ message: 'one' }] } }] }])
  })

  test('that is its own cause ends somewhere, as does any circle', () => {
    const { log, lines } = recording()
    const error = new Error('snake')
    error.cause = error
    const circle: Record<string, unknown> = {}
    circle['circle'] = circle
    log.error({ err: error, circle }, 'x')
    expect(lines).toHaveLength(1)
  })
})
