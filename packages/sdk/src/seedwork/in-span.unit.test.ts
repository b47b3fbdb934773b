import { describe, expect, test } from 'vitest'
import { aCall } from '../../test/a-call.ts'
import type { Call } from './call.ts'
import { inSpan } from './in-span.ts'
import type { Spans } from './middleware/tracing.ts'

const outer = aCall({ traceparent: 'outer' })
const noCollector = new Error('no collector')

/** What comes of work in such a span, and the calls that it was done under. */
const working = async (span: Spans['span'], work: () => unknown = () => 'done') => {
  const calls: unknown[] = []
  const answer: unknown = await inSpan({ span }, { name: 'test.save', call: outer }, (call) => {
    calls.push(call.traceparent)
    return work() as Promise<unknown>
  }).catch((error: unknown) => error)
  return { answer, calls }
}

const inner = (call: Call): Call => ({ ...call, traceparent: 'inner' })

describe('work in a span', () => {
  test('is done under the call that names the span, and its answer is the answer', async () => {
    const names: unknown[] = []
    const told: Spans['span'] = (name, call, work) => (names.push([name, call.traceparent]), work(inner(call)))
    expect(await working(told)).toEqual({ answer: 'done', calls: ['inner'] })
    expect(names).toEqual([['test.save', 'outer']])
  })

  test.each<[string, string, Spans['span']]>([
    ['throws before it', 'outer', () => expect.unreachable('no tracer')],
    ['rejects before it', 'outer', () => Promise.reject(noCollector)],
    ['forgets it', 'outer', async () => undefined as never],
    [
      'rejects after it',
      'inner',
      async (_, call, work) => {
        await work(inner(call))
        throw noCollector
      },
    ],
    [
      'throws while it is under way',
      'inner',
      (_, call, work) => {
        void work(inner(call)).catch(() => undefined)
        throw noCollector
      },
    ],
    ['begins it twice', 'inner', async (_, call, work) => (await work(inner(call)), work(call))],
    ['answers something else', 'inner', async (_, call, work) => (await work(inner(call)), 'lost' as never)],
    ['hides its failure', 'inner', (_, call, work) => work(inner(call)).catch(() => 'lost' as never)],
  ])('is done once, and ends as it ends, although its tracer %s', async (_what, under, span) => {
    const boom = new Error('boom')
    const throwing = () => {
      throw boom
    }
    expect(await working(span)).toEqual({ answer: 'done', calls: [under] })
    expect(await working(span, () => Promise.reject(boom))).toEqual({ answer: boom, calls: [under] })
    expect(await working(span, throwing)).toEqual({ answer: boom, calls: [under] })
  })
})
