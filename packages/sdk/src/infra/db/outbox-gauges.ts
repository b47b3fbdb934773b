import type { MetricSink } from '../../shared/metrics/metrics.ts'
import type { Database } from './database.ts'
import { outboxStatus } from './outbox-status.ts'

interface Dependencies {
  readonly database: Database
  readonly emit: MetricSink
}

/**
 * Reads once what `outboxStatus` counts, and emits it: depth and age of the outbox, what is scheduled and due, and of each
 * consumer what waits, what is parked and how old the oldest is. Needs `baltra_system`; costs what counting all rows costs.
 */
export const outboxGauges = async ({ database, emit }: Dependencies): Promise<void> => {
  const { messages, oldestSeconds, scheduled, consumers } = await outboxStatus({ database })
  const count = (name: string, value: number, labels = {}): void => emit({ name, value, unit: 'count', labels })
  const age = (name: string, seconds = 0, labels = {}): void =>
    emit({ name, value: seconds * 1000, unit: 'ms', labels })
  count('baltra.outbox.depth', messages)
  age('baltra.outbox.age', oldestSeconds)
  count('baltra.scheduled.depth', scheduled.messages)
  count('baltra.scheduled.due', scheduled.due)
  for (const { consumer, waiting, inHand, parked, oldestSeconds: oldest } of consumers) {
    count('baltra.consumer.waiting', waiting + inHand, { consumer })
    count('baltra.consumer.parked', parked, { consumer })
    age('baltra.consumer.lag', oldest, { consumer })
  }
}
