import { expect, test } from 'vitest'
import { acked, anAttempt, attending } from '../../../../test/an-attempt.ts'
import { tracing } from './tracing.ts'

test('an attempt has a span, named after the type, and its handler the call of the span', async () => {
  const seen: unknown[] = []
  const attempt = anAttempt()
  const traced = tracing({
    async span(name, given, work) {
      seen.push([name, given])
      return work({ ...given, traceparent: 'inner' })
    },
  })
  const outcome = await attending(traced, async ({ call }) => (seen.push(call.traceparent), acked), attempt)
  expect(outcome).toBe(acked)
  expect(seen).toEqual([['consume test.happened', attempt.call], 'inner'])
})
