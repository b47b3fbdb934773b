import { describe, expect, test } from 'vitest'
import { Failure } from '../../seedwork/failure.ts'
import { failureOf, isConnectionLost } from './pg-failure.ts'

const reported = (facts: { code?: string; constraint?: string }, message = 'duplicate key (phone)=(+525512345678)') =>
  Object.assign(new Error(message), facts)

describe('what the driver reports', () => {
  test.each([
    [
      { code: '23505', constraint: 'inbox_pkey' },
      { kind: 'conflict', code: 'messaging.already_handled', retryable: false },
    ],
    [
      { code: '23505', constraint: 'candidates_company_id_phone_key' },
      { kind: 'conflict', code: 'conflict', retryable: true },
    ],
    [{ code: 'BL409' }, { kind: 'conflict', code: 'conflict', retryable: true }],
    [{ code: '40001' }, { kind: 'conflict', code: 'conflict', retryable: true }],
    [{ code: '40P01' }, { kind: 'conflict', code: 'conflict', retryable: true }],
    [{ code: '57014' }, { kind: 'unavailable', code: 'db.too_slow', retryable: true }],
    [{ code: '57P01' }, { kind: 'unavailable', code: 'db.unavailable', retryable: true }],
    [{ code: '57P03' }, { kind: 'unavailable', code: 'db.unavailable' }],
    [{ code: '08006' }, { kind: 'unavailable', code: 'db.unavailable' }],
    [{ code: '53300' }, { kind: 'unavailable', code: 'db.unavailable' }],
    [{ code: 'ECONNREFUSED' }, { kind: 'unavailable', code: 'db.unavailable' }],
    [{ code: 'ECONNRESET' }, { kind: 'unavailable', code: 'db.unavailable' }],
  ])('%j means to a caller %j', (facts, meaning) => {
    const error = reported(facts)
    const failure = failureOf(error)
    expect(failure).toMatchObject(meaning)
    expect((failure as Failure).cause).toBe(error)
    expect(JSON.stringify(failure)).not.toContain('+525512345678')
  })

  test.each([
    'Connection terminated unexpectedly',
    'Connection terminated due to connection timeout',
    'timeout exceeded when trying to connect',
    'Client was closed and is not queryable',
    'Client has encountered a connection error and is not queryable',
  ])('is told from its words where it has no code: %s', (message) => {
    expect(failureOf(new Error(message))).toMatchObject({ kind: 'unavailable', code: 'db.unavailable' })
    expect(isConnectionLost(new Error(message))).toBe(true)
  })

  test('leaves the connection alone when only the statement failed', () => {
    for (const code of ['23505', '57014', '40001', '22P02']) expect(isConnectionLost(reported({ code }))).toBe(false)
    for (const code of ['57P01', 'EPIPE']) expect(isConnectionLost(reported({ code }))).toBe(true)
  })

  test('is unwrapped from the error of the query builder, which quotes people', () => {
    const wrapped = (cause: Error) =>
      Object.assign(new Error('Failed query: … params: +525512345678', { cause }), { params: ['+525512345678'] })
    expect(failureOf(wrapped(reported({ code: '23505' })))).toMatchObject({ code: 'conflict' })
    expect(isConnectionLost(wrapped(reported({ code: '57P01' })))).toBe(true)
    const bug = new Error('syntax error')
    expect(failureOf(wrapped(bug))).toBe(bug)
  })

  test('anything else stays what it is', () => {
    const failure = new Failure('invalid', 'a.b', 'c')
    const bug = new TypeError('a bug')
    expect([failureOf(failure), failureOf(bug), failureOf('text')]).toEqual([failure, bug, 'text'])
  })
})
