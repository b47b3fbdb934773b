import type * as Api from '@opentelemetry/api'
import { loadPeer } from '../peers/load-peer.ts'
import type { Spans, Traced } from './spans.ts'

/**
 * Spans by OpenTelemetry. Whoever starts the process registers an SDK, or nothing is recorded; the trace of the caller
 * is passed on all the same. Rejects with the install command when `@opentelemetry/api` is missing.
 */
export const openTelemetry = async (): Promise<Spans> => {
  const api = await loadPeer('@opentelemetry/api', '@baltra/sdk/shared/tracing', () => import('@opentelemetry/api'))
  const tracer = api.trace.getTracer('@baltra/sdk')
  return {
    span: (name, call, work) =>
      tracer.startActiveSpan(name, {}, contextOf(api, call), (span) =>
        ending(api, span, () => work(inside(api, span, call))),
      ),
  }
}

const ending = async <Result>(api: typeof Api, span: Api.Span, work: () => Promise<Result>): Promise<Result> => {
  try {
    return await work()
  } catch (error) {
    span.setStatus({ code: api.SpanStatusCode.ERROR, message: codeOf(error) })
    throw error
  } finally {
    span.end()
  }
}

/** Not the message: it may quote a person's data, and traces go to a vendor. */
const codeOf = (error: unknown): string =>
  error instanceof Error ? ('code' in error ? String(error.code) : error.name) : 'unknown'

const pattern = /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/

/** The call's own trace, else the one that the process is in at the moment. */
const contextOf = (api: typeof Api, { traceparent = '' }: Traced): Api.Context => {
  const [, traceId, spanId, flags] = pattern.exec(traceparent) ?? []
  const active = api.context.active()
  if (!traceId || !spanId || !flags) return active
  const parent: Api.SpanContext = { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true }
  return api.isSpanContextValid(parent) ? api.trace.setSpanContext(active, parent) : active
}

const inside = <Call extends Traced>(api: typeof Api, span: Api.Span, call: Call): Call => {
  const own = span.spanContext()
  if (!api.isSpanContextValid(own)) return call
  const flags = own.traceFlags.toString(16).padStart(2, '0')
  return { ...call, traceparent: `00-${own.traceId}-${own.spanId}-${flags}` }
}
