import { setTimeout as pause } from 'node:timers/promises'
import { laneOf, type Outbox } from '../../seedwork/outbox.ts'
import type { Publisher } from '../../seedwork/transport.ts'
import type { MetricSink } from '../../shared/metrics/metrics.ts'
import { LaneHolds } from './lane-holds.ts'

export interface RelayDependencies {
  readonly outbox: Outbox
  readonly publisher: Publisher
  readonly logger: { warn(facts: object, message: string): void }
  readonly emit: MetricSink
}

export interface RelayOptions {
  /** The most messages of one batch. */
  readonly batch?: number
  /** How long to sleep at most when nothing rings, in milliseconds. */
  readonly idle?: number
  readonly signal: AbortSignal
}

/** The first pause after a failure of the database or the transport and the longest, in milliseconds. */
const backoff = { first: 100, longest: 10_000 }

/**
 * Carries committed messages from the outbox to the transport until `signal` aborts, then ends with the batch in hand.
 * No failure of the database or the transport ends it. A message that can't be sent holds back its own lane only.
 */
export const relay = async (
  { outbox, publisher, logger, emit }: RelayDependencies,
  { batch = 500, idle = 1_000, signal }: RelayOptions,
): Promise<void> => {
  const holds = new LaneHolds()
  let failures = 0
  while (!signal.aborted) {
    try {
      const left = holds.held(Date.now())
      const { taken, unsent } = await outbox.drain((messages) => publisher.publish(messages), {
        limit: batch,
        except: left,
      })
      holds.settle({ left, failed: unsent.map(laneOf), now: Date.now() })
      if (taken > 0) emit({ name: 'baltra.relay.sent', value: taken - unsent.length, unit: 'count', labels: {} })
      failures = 0
      // Less than a batch does not mean that this was all: only an outbox that gives nothing new is empty.
      if (taken === unsent.length) await outbox.wait(holds.nextIn(Date.now(), idle), signal)
    } catch (error) {
      failures += 1
      logger.warn({ error }, 'the relay could not send, and goes on')
      await pause(Math.random() * Math.min(backoff.longest, backoff.first * 2 ** failures), undefined, {
        signal,
      }).catch(() => undefined)
    }
  }
}
