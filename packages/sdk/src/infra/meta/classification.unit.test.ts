import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { classify } from './classification.ts'

const of = (key: string, more: { message?: string; isTransient?: boolean; status?: number } = {}) => {
  const [code, subcode] = key.split('/').map(Number)
  const { message = '', isTransient = false, status = 400 } = more
  const about = { ...(code !== undefined && { code }), ...(subcode !== undefined && { subcode }) }
  return classify({ ...about, message, isTransient, blamed: [] }, status)
}

describe('an error of Graph', () => {
  test.each([
    ['4', 'rateLimit.app', true],
    ['4/1504022', 'rateLimit.app', true],
    ['341', 'rateLimit.app', true],
    ['17', 'rateLimit.user', true],
    ['17/2446079', 'rateLimit.user', true],
    ['17/1885172', 'rateLimit.user', false],
    ['32', 'rateLimit.page', true],
    ['80001', 'rateLimit.page', true],
    ['80000', 'rateLimit.adAccount', true],
    ['80003', 'rateLimit.adAccount', true],
    ['80004/2446079', 'rateLimit.adAccount', true],
    ['80014', 'rateLimit.adAccount', true],
    ['613/1487742', 'rateLimit.adAccount', true],
    ['80005', 'rateLimit.leads', true],
    ['130429', 'rateLimit.whatsapp', true],
    ['80009', 'rateLimit.other', true],
    ['613/5044001', 'rateLimit.mutationBurst', true],
    ['613/1487632', 'rateLimit.objectQuota', true],
    ['613/1487225', 'rateLimit.objectQuota', false],
    ['613', 'rateLimit.abuse', false],
    ['190', 'auth', false],
    ['190/463', 'auth', false],
    ['102', 'auth', false],
    ['104', 'auth', false],
    ['0', 'auth', false],
    ['200/1870034', 'termsNotAccepted', false],
    ['1870092', 'termsNotAccepted', false],
    ['3', 'permission', false],
    ['10', 'permission', false],
    ['200', 'permission', false],
    ['299', 'permission', false],
    ['100/3191001', 'permission', false],
    ['2654/1713092', 'permission', false],
    ['100/33', 'notFoundOrNoAccess', false],
    ['368', 'policyBlock', false],
    ['1404078', 'policyBlock', false],
    ['100/1487534', 'tooMuchData', false],
    ['-3/1504045', 'tooMuchData', false],
    ['2/1504038', 'tooMuchData', false],
    ['2/1504041', 'badQuery', false],
    ['2/1504042', 'badQuery', false],
    ['1/99', 'badQuery', false],
    ['1', 'transient', true],
    ['2', 'transient', true],
    ['2/1504043', 'transient', true],
    ['-2/2490547', 'transient', true],
    ['5000', 'transient', true],
    ['3910001', 'transient', true],
    ['100', 'validation', false],
    ['100/1885272', 'validation', false],
    ['2500', 'validation', false],
    ['1487056', 'validation', false],
    ['2635', 'unknown', false],
    ['300', 'unknown', false],
    ['-3', 'unknown', false],
  ] as const)('%s is %s', (key, category, retryable) => {
    expect(of(key)).toMatchObject({ category, retryable })
  })

  test('about the proof is one of the credentials, although its code is the general one', () => {
    expect(of('100', { message: 'Invalid appsecret_proof provided in the API argument' }).category).toBe('auth')
  })

  test('that asks for less is no transient one, although its code is', () => {
    expect(of('1', { message: 'Please reduce the amount of data you are asking for' }).category).toBe('tooMuchData')
  })

  test('is believed to be transient when it says so, unless its code is known to repeat', () => {
    expect(of('123456', { isTransient: true })).toMatchObject({ category: 'transient', retryable: true })
    expect(of('2/1504041', { isTransient: true })).toMatchObject({ category: 'badQuery', retryable: false })
    expect(of('100/33', { isTransient: true })).toMatchObject({ category: 'notFoundOrNoAccess' })
  })

  test('has a status only where the code says nothing', () => {
    expect(of('4', { status: 403 }).category).toBe('rateLimit.app')
    expect(of('100/33', { status: 404 }).category).toBe('notFoundOrNoAccess')
    expect(of('300', { status: 503 })).toMatchObject({ category: 'transient', retryable: true })
    expect(of('300', { status: 429 })).toMatchObject({ category: 'rateLimit.other', retryable: true })
  })

  test('without a code goes by its status', () => {
    expect(classify({ message: '', isTransient: false, blamed: [] }, 404).category).toBe('unknown')
    expect(classify({ message: '', isTransient: false, blamed: [] }, 500).category).toBe('transient')
  })

  test('knows the hour for which a budget is locked', () => {
    expect(of('613/1487632').waitMs).toBe(3_600_000)
  })

  test('is never asked again after a refusal that only a person can lift', () => {
    const final = fc.constantFrom('190', '102', '10', '250', '368', '100/33', '613', '2/1504041')
    fc.assert(
      fc.property(
        final,
        fc.boolean(),
        fc.integer({ min: 200, max: 428 }),
        (key, isTransient, status) => !of(key, { isTransient, status }).retryable,
      ),
    )
  })
})
