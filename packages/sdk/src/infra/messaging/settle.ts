import { Failure } from '../../seedwork/failure.ts'
import type { Delivery } from '../../seedwork/transport.ts'

/** How often a message is tried before it becomes a dead letter, by what went wrong. */
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

interface Dependencies {
  readonly attempt: (delivery: Delivery) => Promise<void>
  readonly logger: { warn(facts: object, message: string): void }
}

/** Turns how an attempt ended into what becomes of the message. */
export const settle =
  ({ attempt, logger }: Dependencies, patience: Patience = defaults) =>
  async (delivery: Delivery): Promise<void> => {
    if (delivery.started - delivery.finished > patience.crashes) return delivery.park(crashed(delivery))
    try {
      await attempt(delivery)
    } catch (error) {
      const failure = asFailure(error)
      if (failure.code === 'messaging.already_handled') return delivery.ack()
      const again = isRetryable(failure) && delivery.finished + 1 < limit(failure, patience)
      logger.warn(
        { error, message: idOf(delivery.message), started: delivery.started },
        again ? 'a message will be tried again' : 'a message was parked',
      )
      return again ? delivery.retry(failure, fullJitter(delivery.finished)) : delivery.park(failure)
    }
    await delivery.ack()
  }

const isRetryable = ({ retryable, kind }: Failure): boolean => retryable || kind === 'unknown' || kind === 'forbidden'

const limit = ({ kind }: Failure, { unavailable, other }: Patience): number =>
  kind === 'unavailable' || kind === 'forbidden' ? unavailable : other

/** Somewhere between nothing and the exponential: many that failed together must not come back together. */
const fullJitter = (finished: number): number =>
  Math.random() * Math.min(backoff.longest, backoff.first * 2 ** finished)

const asFailure = (error: unknown): Failure =>
  Failure.is(error)
    ? error
    : new Failure('unknown', 'messaging.handler_failed', error instanceof Error ? error.name : 'not an error', {
        cause: error,
      })

const crashed = ({ started, finished }: Delivery): Failure =>
  new Failure('unknown', 'messaging.crashes', `${started - finished - 1} attempts ended the process`)

const idOf = (message: unknown): unknown =>
  typeof message === 'object' && message !== null && 'id' in message ? message.id : undefined
