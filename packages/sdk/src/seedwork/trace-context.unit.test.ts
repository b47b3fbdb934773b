import { describe, expect, test } from 'vitest'
import { traceContext } from './trace-context.ts'

const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'

describe('a trace', () => {
  test('goes on as it came', () => {
    const whole = { traceparent, tracestate: 'vendor=a:b,other=1' }
    expect(traceContext(whole)).toEqual(whole)
    expect(traceContext({ traceparent })).toEqual({ traceparent })
  })

  test.each([
    undefined,
    7,
    '',
    'nonsense',
    traceparent.toUpperCase(),
    `${traceparent}-more`,
    `${traceparent}\n`,
    `ff${traceparent.slice(2)}`,
    traceparent.replace('0af7651916cd43dd8448eb211c80319c', '0'.repeat(32)),
    traceparent.replace('b7ad6b7169203331', '0'.repeat(16)),
  ])('that is ill-formed is dropped, and with it what vendors added: %s', (given) => {
    expect(traceContext({ traceparent: given, tracestate: 'vendor=1' })).toEqual({})
  })

  test.each([undefined, 7, '', 'ñ=1', 'a=1\nb=2', 'x'.repeat(513)])(
    'goes on without what vendors added when that is ill-formed: %s',
    (tracestate) => {
      expect(traceContext({ traceparent, tracestate })).toEqual({ traceparent })
    },
  )
})
