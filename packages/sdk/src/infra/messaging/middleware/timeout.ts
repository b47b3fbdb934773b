import { Failure } from '../../../seedwork/failure.ts'
import type { MessageMiddleware } from '../delivery-handler.ts'

/**
 * Stops waiting for a handler. What it began may still commit; the inbox mark in its transaction then makes the next
 * attempt have no effect.
 */
export const timeout =
  ({ milliseconds }: { readonly milliseconds: number }): MessageMiddleware =>
  (next) =>
  async (message, call) => {
    const { promise: late, reject } = Promise.withResolvers<never>()
    const tooLong = new Failure('unknown', 'messaging.timeout', `the handler took longer than ${milliseconds} ms`)
    const timer = setTimeout(() => reject(tooLong), milliseconds)
    try {
      await Promise.race([next(message, call), late])
    } finally {
      clearTimeout(timer)
    }
  }
