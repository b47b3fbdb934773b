import type { Spans } from '../../../seedwork/index.ts'
import type { MessageMiddleware } from '../delivery-handler.ts'

/** A span for each attempt, child of the span that sent the message. */
export const tracing =
  ({ span }: Spans): MessageMiddleware =>
  (next) =>
  (message, call) =>
    span(`consume ${message.type}`, call, (inner) => next(message, inner))
