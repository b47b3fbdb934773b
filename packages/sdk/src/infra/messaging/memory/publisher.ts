import { laneOf, type Sent } from '../../../seedwork/outbox.ts'
import type { Publisher } from '../../../seedwork/transport.ts'
import type { MemoryTransportOptions } from './config.ts'
import type { MemoryStore } from './memory-store.ts'

type Dependencies = { readonly store: MemoryStore } & Pick<MemoryTransportOptions, 'refuses'>

export const memoryPublisher = ({ store, refuses = () => undefined }: Dependencies): Publisher => ({
  async publish(batch) {
    const held = new Map<string, Sent>()
    return batch.map((outbound) => {
      const lane = laneOf(outbound)
      const refusal = held.get(lane) ?? refuses(outbound)
      if (refusal) held.set(lane, refusal)
      else store.put(outbound)
      return refusal
    })
  },
})
