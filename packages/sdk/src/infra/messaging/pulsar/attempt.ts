import type { Failure } from '../../../seedwork/failure.ts'
import type { Delivery } from '../../../seedwork/transport.ts'
import { attemptError, remembered } from './dead-letter.ts'
import type { Again } from './lanes.ts'
import type { Letter } from './letter.ts'
import { messageOf } from './mapping.ts'

interface Dependencies {
  readonly handle: (delivery: Delivery) => Promise<void>
  /** Resolves when the dead letter is stored. */
  readonly bury: (letter: Letter) => Promise<void>
  readonly logger: { warn(facts: object, message: string): void }
}

/** Before a message that nobody settled is handed over again, in milliseconds. */
const pauseAfterThrow = 250

/** One attempt at a message, which stays here until it is settled: given back to the server it would lose its place. */
export const attempt =
  ({ handle, bury, logger }: Dependencies) =>
  async (letter: Letter): Promise<Again> => {
    letter.started += 1
    const hand = inHand(letter, bury)
    try {
      await handle(hand.delivery)
    } catch (error) {
      logger.warn({ error, topic: letter.topic }, 'a message was not settled, and comes again')
    }
    return hand.end()
  }

interface Hand {
  readonly delivery: Delivery
  /** From now on nothing can be said of it any more. */
  end(): Again
}

const inHand = (letter: Letter, bury: Dependencies['bury']): Hand => {
  let hasEnded = false
  let again: Again = pauseAfterThrow
  const settle = (as: Again): void => {
    hasEnded = true
    again = as
  }
  const done = (): void => {
    if (hasEnded) return
    settle(undefined)
    letter.source.done(letter)
  }
  const delivery: Delivery = {
    topic: letter.topic,
    message: messageOf(letter.delivered),
    started: letter.started,
    finished: letter.finished,
    ack: async () => done(),
    async retry(failure, afterMilliseconds) {
      if (hasEnded) return
      fail(letter, failure)
      settle(afterMilliseconds)
    },
    async park(failure: Failure) {
      if (hasEnded) return
      const dead = { ...letter }
      fail(dead, failure)
      await bury(dead)
      done()
    },
  }
  return {
    delivery,
    end() {
      hasEnded = true
      return again
    },
  }
}

const fail = (letter: Letter, failure: Failure): void => {
  letter.finished += 1
  letter.errors = remembered(letter.errors, attemptError(failure))
}
