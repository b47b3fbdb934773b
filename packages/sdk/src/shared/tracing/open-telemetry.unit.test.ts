import { context, SpanStatusCode, trace, type Context, type SpanContext } from '@opentelemetry/api'
import { afterEach, describe, expect, test } from 'vitest'
import { noTracing, openTelemetry } from './index.ts'

const traceId = '0af7651916cd43dd8448eb211c80319c'
const traceparent = `00-${traceId}-b7ad6b7169203331-01`
const own: SpanContext = { traceId: '1'.repeat(32), spanId: '2'.repeat(16), traceFlags: 1 }

interface Recorded {
  readonly name: string
  readonly parent: SpanContext | undefined
  status?: unknown
  ended: boolean
}

/** The least that OpenTelemetry takes for an SDK. */
const recording = (): Recorded[] => {
  const spans: Recorded[] = []
  const startActiveSpan = (
    name: string,
    _options: object,
    parent: Context,
    work: (span: object) => unknown,
  ): unknown => {
    const recorded: Recorded = { name, parent: trace.getSpanContext(parent), ended: false }
    spans.push(recorded)
    return work({
      spanContext: () => own,
      setStatus: (status: unknown) => (recorded.status = status),
      end: () => (recorded.ended = true),
    })
  }
  trace.setGlobalTracerProvider({ getTracer: () => ({ startActiveSpan, startSpan: () => undefined }) } as never)
  return spans
}

afterEach(() => trace.disable())

describe('a span', () => {
  test("continues the call's trace and hands on a call that names it", async () => {
    const spans = recording()
    const { span } = await openTelemetry()
    const inner = await span('funnel.apply', { companyId: 'c1', traceparent }, async (call) => {
      expect(spans[0]?.ended).toBe(false)
      return call
    })
    expect(spans).toEqual([
      {
        name: 'funnel.apply',
        parent: { traceId, spanId: 'b7ad6b7169203331', traceFlags: 1, isRemote: true },
        ended: true,
      },
    ])
    expect(inner).toEqual({ companyId: 'c1', traceparent: `00-${own.traceId}-${own.spanId}-01` })
  })

  test.each([undefined, 'nonsense', `00-${'0'.repeat(32)}-b7ad6b7169203331-01`])(
    'begins a trace when the call has %s',
    async (given) => {
      const spans = recording()
      const { span } = await openTelemetry()
      await span('funnel.apply', given === undefined ? {} : { traceparent: given }, async () => undefined)
      expect(spans[0]?.parent).toBe(trace.getSpanContext(context.active()))
    },
  )

  test.each([
    [Object.assign(new Error('phone +52 55 is taken'), { code: 'funnel.already_applied' }), 'funnel.already_applied'],
    [new RangeError('+52 55'), 'RangeError'],
    ['a text', 'unknown'],
  ])('ends with the code of what failed, not with its words', async (error, message) => {
    const spans = recording()
    const { span } = await openTelemetry()
    await expect(span('funnel.apply', {}, () => Promise.reject(error))).rejects.toBe(error)
    expect(spans).toMatchObject([{ status: { code: SpanStatusCode.ERROR, message }, ended: true }])
  })

  test("passes the caller's trace on where no SDK is registered", async () => {
    const { span } = await openTelemetry()
    expect(await span('funnel.apply', { traceparent }, async (call) => call)).toEqual({ traceparent })
    expect(await span('funnel.apply', {}, async (call) => call)).toEqual({})
  })
})

test('no tracing changes nothing', async () => {
  const call = { traceparent }
  expect(await noTracing.span('x', call, async (inner) => inner)).toBe(call)
})
