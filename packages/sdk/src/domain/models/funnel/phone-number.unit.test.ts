import { describe, expect, test } from 'vitest'
import { PhoneNumber } from './phone-number.ts'

const parse = (text: string, country: string) => PhoneNumber.parse(text, { country, field: 'candidate.phone' })

describe('a phone', () => {
  test.each([
    '+52 1 55 1234 5678',
    '+52 55 1234 5678',
    '+5255-1234-5678',
    '52 1 5512345678',
    '525512345678',
    '00 52 55 1234 5678',
    '55 1234 5678',
    '(55) 1234-5678',
    '55.1234.5678',
    '55/1234/5678',
    '55–1234–5678',
    '1 55 1234 5678',
    '01 55 1234 5678',
    '044 55 1234 5678',
    '045 55 1234 5678',
    '\u00a055\u00a01234\u00a05678 ',
    '５５ １２３４ ５６７８',
    '\u202a+52 55 1234 5678\u202c',
  ])('of Mexico is one however it was typed: %j', (typed) => {
    expect(parse(typed, 'MX').value).toBe('+525512345678')
  })

  test.each(['300 123 4567', '+57 300 123 4567', '57 300 1234567', '0057 3001234567', '0 300 123 4567'])(
    'of Colombia is one however it was typed: %j',
    (typed) => expect(parse(typed, 'CO').value).toBe('+573001234567'),
  )

  test('of another country keeps its own calling code', () => {
    expect(parse('+1 415 555 2671', 'MX').value).toBe('+14155552671')
    expect(parse('+57 300 123 4567', 'MX').value).toBe('+573001234567')
    expect(parse('+52 1 55 1234 5678', 'CO').value).toBe('+525512345678')
  })

  test('that begins like a calling code is a national number all the same', () => {
    expect(parse('52 1234 5678', 'MX').value).toBe('+525212345678')
    expect(parse('57 1234 5678', 'MX').value).toBe('+525712345678')
  })

  test.each([
    ['', 'digits'],
    ['   ', 'digits'],
    ['+', 'digits'],
    ['++52 55 1234 5678', 'digits'],
    ['52+5512345678', 'digits'],
    ['no phone', 'digits'],
    ['55 1234 567a', 'digits'],
    ['55\u00001234 5678', 'digits'],
    ['٥٥١٢٣٤٥٦٧٨', 'digits'],
    ['55 1234 567', '10 digits'],
    ['+52 55 1234 567', '10 digits'],
    ['+52 55 1234 56789', '10 digits'],
    ['+52 2 55 1234 5678', '10 digits'],
    ['+52 05 1234 5678', 'begins with 0'],
    ['+0 55 1234 5678', 'calling code'],
    ['+1 234', '8 to 15'],
    ['+1234567890123456', '8 to 15'],
    ['55 1234 56789', '10 digits'],
    [`+${'9'.repeat(30)}`, '8 to 15'],
  ])('%j is none, and the refusal says why and where', (typed, why) => {
    expect(() => parse(typed, 'MX')).toThrow(
      expect.objectContaining({
        kind: 'invalid',
        code: 'funnel.invalid_phone',
        message: expect.stringContaining(why),
        details: { errors: [{ path: 'candidate.phone', message: expect.stringContaining(why) }] },
      }),
    )
  })

  test('of a country that we know nothing of is taken with its calling code only', () => {
    expect(parse('44 20 7946 0958', 'GB').value).toBe('+442079460958')
    expect(() => parse('020 7946 0958', 'GB')).toThrow(expect.objectContaining({ code: 'funnel.invalid_phone' }))
  })

  test('that was stored is taken as it is', () =>
    expect(PhoneNumber.restore('+525512345678').value).toBe('+525512345678'))
})
