import type { Delivery } from '../../../seedwork/transport.ts'
import type { SqsClient } from './client.ts'
import type { Queue } from './config.ts'
import { QueueConsumer } from './queue-consumer.ts'
import { Room } from './room.ts'
import { VisibilityHeartBeat } from './visibility-heart-beat.ts'

interface Dependencies {
  readonly client: SqsClient
  readonly logger: { warn(facts: object, message: string): void }
}

export interface Consumption {
  readonly consumer: string
  readonly handle: (delivery: Delivery) => Promise<void>
  readonly concurrency: number
  readonly visibilitySeconds: number
  readonly waitSeconds: number
  readonly signal: AbortSignal
}

/** Hands over what is in the queues until the signal aborts, then ends with what is in hand. */
export const consumeQueues = async (
  dependencies: Dependencies,
  queues: readonly Queue[],
  consumption: Consumption,
): Promise<void> => {
  const { concurrency, signal } = consumption
  const heartBeat = new VisibilityHeartBeat(dependencies, consumption)
  const room = new Room(concurrency)
  const close = (): void => room.close()
  signal.addEventListener('abort', close)
  try {
    await Promise.all(
      queues.map((queue) => new QueueConsumer({ ...dependencies, heartBeat, room, queue }, consumption).run()),
    )
  } finally {
    signal.removeEventListener('abort', close)
    await heartBeat.stop()
  }
}
