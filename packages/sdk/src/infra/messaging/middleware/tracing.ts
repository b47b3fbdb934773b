import { inSpan } from '../../../seedwork/in-span.ts'
import type { Spans } from '../../../seedwork/index.ts'
import type { MessageMiddleware } from '../attempt.ts'

/** A span for each attempt, child of the span that sent the message. A tracer that fails changes nothing of the attempt. */
export const tracing =
  (spans: Spans): MessageMiddleware =>
  (next) =>
  (attempt) =>
    inSpan(spans, { name: `consume ${attempt.type}`, call: attempt.call }, (call) => next({ ...attempt, call }))
