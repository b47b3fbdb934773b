import type { Middleware } from '../command-bus.ts'
import { Failure } from '../failure.ts'

/**
 * Runs a handler again when another transaction was faster. A stale version that the caller himself gave is a conflict
 * too, but not a retryable one: only he can decide anew.
 */
export const retryConflicts =
  ({ attempts }: { readonly attempts: number } = { attempts: 4 }): Middleware =>
  (_definition, next) =>
  async (input, call) => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await next(input, call)
      } catch (error) {
        const again = Failure.is(error) && error.kind === 'conflict' && error.retryable && attempt < attempts
        if (!again) throw error
      }
    }
  }
