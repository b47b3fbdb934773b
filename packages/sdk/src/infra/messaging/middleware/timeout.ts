import { Failure } from '../../../seedwork/failure.ts'
import type { MessageMiddleware } from '../attempt.ts'

/** What a timer takes, in milliseconds. */
const longest = 2 ** 31 - 1

/**
 * Stops waiting for a handler. What it began may still commit; the inbox mark in its transaction then makes the next
 * attempt have no effect. Throws at once for a time that no timer takes: they end after 2^31 - 1 ms, and then fire at once.
 */
export const timeout = ({ milliseconds }: { readonly milliseconds: number }): MessageMiddleware => {
  if (!(milliseconds > 0 && milliseconds <= longest)) {
    throw new Failure('invalid', 'messaging.bad_timeout', `a handler can't be given ${milliseconds} ms`)
  }
  return (next) => async (attempt) => {
    const { promise: late, reject } = Promise.withResolvers<never>()
    const tooLong = new Failure('unknown', 'messaging.timeout', `the handler took longer than ${milliseconds} ms`)
    const timer = setTimeout(() => reject(tooLong), milliseconds)
    try {
      return await Promise.race([next(attempt), late])
    } finally {
      clearTimeout(timer)
    }
  }
}
