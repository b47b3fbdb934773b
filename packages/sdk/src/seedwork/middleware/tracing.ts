import type { Call } from '../call.ts'
import type { Middleware } from '../command-bus.ts'

/** Opens a span, runs the work inside it and hands over the call that names the span as its parent. */
export interface Spans {
  readonly span: <Result>(name: string, call: Call, work: (call: Call) => Promise<Result>) => Promise<Result>
}

export const tracing =
  ({ span }: Spans): Middleware =>
  (definition, next) =>
  (input, call) =>
    span(definition.name, call, (inner) => next(input, inner))
