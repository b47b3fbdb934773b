import { setImmediate as turn } from 'node:timers/promises'
import type { MemoryTransport } from '../../src/infra/messaging/memory/index.ts'
import type { Outbound } from '../../src/seedwork/message.ts'

/** Says that it has sent what is only in its buffer; when the connection is cut the buffer is thrown away. */
export const losesOnReconnect = (transport: MemoryTransport): MemoryTransport => {
  const buffer: Outbound[] = []
  return {
    ...transport,
    async publish(batch) {
      buffer.push(...batch)
      void turn().then(() => transport.publish(buffer.splice(0)))
      return batch.map(() => undefined)
    },
    disconnect() {
      buffer.length = 0
      transport.disconnect()
    },
  }
}
