import type { Measurement, Spans } from '../../seedwork/index.ts'
import type { MessageMiddleware } from './attempt.ts'
import { deadLetter } from './middleware/dead-letter.ts'
import { inbox } from './middleware/inbox.ts'
import { metrics } from './middleware/metrics.ts'
import { retry, type Patience } from './middleware/retry.ts'
import { timeout } from './middleware/timeout.ts'
import { tracing } from './middleware/tracing.ts'

export interface UsualDependencies {
  readonly logger: { warn(facts: object, message: string): void }
  /** Without it nothing is measured. */
  readonly emit?: (measurement: Measurement) => void
  /** Without it nothing is traced; the trace of the sender goes on all the same. */
  readonly spans?: Spans
}

export interface UsualOptions {
  readonly patience?: Patience
  /** How long an attempt may take, in milliseconds; without it as long as it likes. */
  readonly longest?: number
}

/**
 * What a consumer has around its handlers, the outermost first:
 * - metrics see what becomes of the message in the end;
 * - a dead letter is made of what retrying did not help;
 * - a retry is of the whole attempt, its span and its time limit too;
 * - the inbox is inside of all of these: a message that was handled already is no dead letter, no retry, and no failed span.
 *
 * Validation and the handlers come after these: see `consumer`.
 */
export const usualMiddleware = (
  { logger, emit, spans }: UsualDependencies,
  { patience, longest }: UsualOptions = {},
): readonly MessageMiddleware[] => [
  ...(emit ? [metrics({ emit })] : []),
  deadLetter({ logger }),
  retry({ logger }, patience),
  ...(spans ? [tracing(spans)] : []),
  inbox(),
  ...(longest === undefined ? [] : [timeout({ milliseconds: longest })]),
]
