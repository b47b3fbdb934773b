import { Failure } from '../../../seedwork/failure.ts'
import { asFailure } from '../as-failure.ts'
import type { Attempt, MessageMiddleware } from '../attempt.ts'
import { attemptFacts } from '../attempt-facts.ts'
import { tell } from '../tell.ts'

/** How often a message is tried, by what went wrong. */
export interface Patience {
  /**
   * Something outside is down, or does not let us in: a token that has expired is no reason to lose what it would have
   * read. With the longest pause of a minute, 120 attempts are about an hour.
   */
  readonly unavailable: number
  /** Anything else that may pass: conflicts, unknown outcomes, errors of our own. */
  readonly other: number
  /** Attempts that ended the process and never came back. */
  readonly crashes: number
}

const defaults: Patience = { unavailable: 120, other: 8, crashes: 5 }

/** The first pause and the longest, in milliseconds. */
const backoff = { first: 200, longest: 60_000 }

/**
 * Has a message tried again while that may help. What can't pass, and what did not pass often enough, goes on as it is; a
 * message that has ended too many processes is not tried at all, and fails with `messaging.crashes`.
 */
export const retry =
  (
    { logger }: { readonly logger: { warn(facts: object, message: string): void } },
    patience: Patience = defaults,
  ): MessageMiddleware =>
  (next) =>
  async (attempt) => {
    if (attempt.started - attempt.finished > patience.crashes) throw crashed(attempt)
    try {
      return await next(attempt)
    } catch (error) {
      const failure = asFailure(error)
      if (!isRetryable(failure) || attempt.finished + 1 >= limit(failure, patience)) throw error
      tell(() => logger.warn({ error, ...attemptFacts(attempt) }, 'a message will be tried again'))
      return { became: 'retried', failure, after: fullJitter(attempt.finished) }
    }
  }

const isRetryable = ({ retryable, kind }: Failure): boolean => retryable || kind === 'unknown' || kind === 'forbidden'

const limit = ({ kind }: Failure, { unavailable, other }: Patience): number =>
  kind === 'unavailable' || kind === 'forbidden' ? unavailable : other

/** Somewhere between nothing and the exponential: many that failed together must not come back together. */
const fullJitter = (finished: number): number =>
  Math.random() * Math.min(backoff.longest, backoff.first * 2 ** finished)

const crashed = ({ started, finished }: Attempt): Failure =>
  new Failure('unknown', 'messaging.crashes', `${started - finished - 1} attempts ended the process`)
