import { randomBytes } from 'node:crypto'
import { trace, type Context, type Span, type SpanContext, type TracerProvider } from '@opentelemetry/api'

/**
 * The least that OpenTelemetry takes for an SDK, for a process that is started with `--import` of this file: each span that ends
 * is a line of its output.
 */
const startActiveSpan = (
  name: string,
  _options: object,
  parent: Context,
  work: (span: Partial<Span>) => unknown,
): unknown => {
  const above = trace.getSpanContext(parent)
  const own: SpanContext = { traceId: above?.traceId ?? hex(16), spanId: hex(8), traceFlags: 1 }
  const said = { span: name, trace: own.traceId, id: own.spanId, parent: above?.spanId, status: 'ok' }
  return work({
    spanContext: () => own,
    setStatus({ message = 'failed' }) {
      said.status = message
      return this as Span
    },
    end: () => process.stdout.write(`${JSON.stringify(said)}\n`),
  })
}

const hex = (bytes: number): string => randomBytes(bytes).toString('hex')

trace.setGlobalTracerProvider({ getTracer: () => ({ startActiveSpan }) } as unknown as TracerProvider)
