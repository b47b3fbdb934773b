import { asFailure } from '../as-failure.ts'
import type { MessageMiddleware } from '../attempt.ts'
import { attemptFacts } from '../attempt-facts.ts'
import { tell } from '../tell.ts'

/** Whatever fails inside of it makes the message a dead letter, with the reason; a person decides. */
export const deadLetter =
  ({ logger }: { readonly logger: { warn(facts: object, message: string): void } }): MessageMiddleware =>
  (next) =>
  async (attempt) => {
    try {
      return await next(attempt)
    } catch (error) {
      tell(() => logger.warn({ error, ...attemptFacts(attempt) }, 'a message was parked'))
      return { became: 'parked', failure: asFailure(error) }
    }
  }
