import type { Publisher } from '../../seedwork/transport.ts'
import type { MetricSink } from '../../shared/metrics/metrics.ts'
import { tell } from './tell.ts'

/**
 * For each batch how long its sending took (`baltra.publish`, labelled with how it ended), and how many of its messages were
 * not sent and now hold back their lanes (`baltra.publish.held_back`).
 */
export const measuredPublisher = (publisher: Publisher, { emit }: { readonly emit: MetricSink }): Publisher => ({
  async publish(batch) {
    const start = performance.now()
    let outcome = 'error'
    try {
      const answers = await publisher.publish(batch)
      const heldBack = answers.filter((answer) => answer !== undefined).length
      outcome = heldBack === 0 ? 'ok' : 'partial'
      if (heldBack > 0) {
        tell(() => emit({ name: 'baltra.publish.held_back', value: heldBack, unit: 'count', labels: {} }))
      }
      return answers
    } finally {
      const value = performance.now() - start
      tell(() => emit({ name: 'baltra.publish', value, unit: 'ms', labels: { outcome } }))
    }
  },
})
