import type { MemoryTransport, MemoryTransportOptions } from './config.ts'
import type { Connection } from './mailbox.ts'
import { MemoryStore } from './memory-store.ts'
import { memoryPublisher } from './publisher.ts'
import { memorySubscriber } from './subscriber.ts'

/** Messages within one process, with all that the ports promise. They end with their store. */
export const memoryTransport = ({
  store = new MemoryStore(),
  ...options
}: MemoryTransportOptions = {}): MemoryTransport => {
  let current: Connection = Symbol('connection')
  return {
    ...memoryPublisher({ store, ...options }),
    ...memorySubscriber({ store, ...options, connection: () => current }),
    disconnect() {
      const lost = current
      current = Symbol('connection')
      store.cut(lost)
    },
  }
}
