import { Failure } from '../../../seedwork/failure.ts'
import type { Measurement } from '../../../seedwork/index.ts'
import type { MessageMiddleware, Settlement } from '../attempt.ts'
import { tell } from '../tell.ts'

/**
 * One duration an attempt, labelled with consumer, type (`unknown` when the consumer has none such), how it ended (`ok`, a failure's code, or `error`), and what became
 * of the message: `acked`, `retried`, `parked`, or `left` to the transport.
 */
export const metrics =
  ({ emit }: { readonly emit: (measurement: Measurement) => void }): MessageMiddleware =>
  (next) =>
  async (attempt) => {
    const start = performance.now()
    const measured = (ending: { readonly outcome: string; readonly became: string }) => {
      const labels = { consumer: attempt.consumer, type: attempt.type, ...ending }
      tell(() => emit({ name: 'baltra.consumer.attempt', value: performance.now() - start, unit: 'ms', labels }))
    }
    try {
      const settlement = await next(attempt)
      measured({ outcome: outcomeOf(settlement), became: settlement.became })
      return settlement
    } catch (error) {
      measured({ outcome: Failure.is(error) ? error.code : 'error', became: 'left' })
      throw error
    }
  }

const outcomeOf = (settlement: Settlement): string => (settlement.became === 'acked' ? 'ok' : settlement.failure.code)
