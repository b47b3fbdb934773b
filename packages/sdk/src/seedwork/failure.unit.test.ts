import { describe, expect, test, vi } from 'vitest'
import { Failure } from './failure.ts'

const failure = new Failure('conflict', 'payments.busy', 'somebody else pays', {
  cause: new Error('postgres://user:secret@host'),
  details: { payoutId: '7' },
})

describe('a failure', () => {
  test('is recognised across copies of the package, whose classes differ', async () => {
    vi.resetModules()
    const other = await import('./failure.ts')
    expect(other.Failure).not.toBe(Failure)
    expect(failure).not.toBeInstanceOf(other.Failure)
    expect(other.Failure.is(failure)).toBe(true)
    expect(Failure.is(new other.Failure('invalid', 'a.b', 'c'))).toBe(true)
  })

  test.each([new Error('an error'), null, undefined, 'text', { code: 'payments.busy', kind: 'conflict' }])(
    'is not %s',
    (value) => expect(Failure.is(value)).toBe(false),
  )

  test('prints what a caller may see and neither cause nor stack', () => {
    expect(JSON.parse(JSON.stringify(failure))).toEqual({
      kind: 'conflict',
      code: 'payments.busy',
      message: 'somebody else pays',
      retryable: false,
      details: { payoutId: '7' },
    })
  })

  test('keeps its cause for the log', () => {
    expect(failure.cause).toBeInstanceOf(Error)
    expect('cause' in new Failure('invalid', 'a.b', 'c')).toBe(false)
  })

  test.each([
    ['invalid', false],
    ['not_found', false],
    ['conflict', false],
    ['forbidden', false],
    ['unavailable', true],
    ['unknown', false],
  ] as const)('of kind %s may pass by itself: %s', (kind, retryable) => {
    expect(new Failure(kind, 'a.b', 'c').retryable).toBe(retryable)
    expect(new Failure(kind, 'a.b', 'c', { retryable: !retryable }).retryable).toBe(!retryable)
  })
})
