import type { Call } from '../call.ts'
import type { Middleware } from '../command-bus.ts'
import { inSpan } from '../in-span.ts'

/** Opens a span, runs the work inside it and hands over the call that names the span as its parent. */
export interface Spans {
  readonly span: <Result>(name: string, call: Call, work: (call: Call) => Promise<Result>) => Promise<Result>
}

/** A tracer that fails changes nothing of what it traces. */
export const tracing =
  (spans: Spans): Middleware =>
  ({ name }, next) =>
  (input, call) =>
    inSpan(spans, { name, call }, (inner) => next(input, inner))
