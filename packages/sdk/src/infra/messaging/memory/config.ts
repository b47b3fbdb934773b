import type { Failure } from '../../../seedwork/failure.ts'
import type { Outbound } from '../../../seedwork/message.ts'
import type { Publisher, Subscriber } from '../../../seedwork/transport.ts'
import type { MemoryStore } from './memory-store.ts'

export interface MemoryTransportOptions {
  /** Where the messages are. Two transports over one store are two processes at one broker. */
  readonly store?: MemoryStore
  /** Says why a message can't be sent; `undefined` lets it pass. For tests of what happens then. */
  readonly refuses?: (outbound: Outbound) => Failure | undefined
  /** Told of handlers that threw instead of settling what they had in hand. */
  readonly logger?: { warn(facts: object, message: string): void }
}

export interface MemoryTransport extends Publisher, Subscriber {
  /**
   * Cuts its connection, as the network or the end of the process would. What its consumers have in hand is in nobody's
   * hands any more and comes again; settling it changes nothing. They go on with a new connection.
   */
  disconnect(): void
}
