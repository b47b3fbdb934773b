import { describeTransport } from '../../../testing/conformance/index.ts'
import { Failure } from '../../../seedwork/failure.ts'
import { MemoryStore } from './memory-store.ts'
import { memoryTransport } from './memory-transport.ts'

const transport = async () => {
  const store = new MemoryStore()
  const refused = new Set<string>()
  const client = () => {
    const memory = memoryTransport({
      store,
      refuses: ({ message }) =>
        refused.has(message.id) ? new Failure('unavailable', 'test.refused', 'the broker is full') : undefined,
    })
    return { memory, publisher: memory, subscriber: memory }
  }
  const first = client()
  return {
    ...first,
    reopen: async () => client(),
    disconnect: async () => first.memory.disconnect(),
    refuse(id: string) {
      refused.add(id)
      return () => refused.delete(id)
    },
  }
}

describeTransport('the memory transport', transport, {
  ordering: true,
  groups: true,
  delay: true,
  redelivery: true,
  attempts: true,
  fencing: true,
  exactAcks: true,
  deadLetters: true,
  holdsLanes: true,
  deduplication: true,
  reconnection: true,
  persistence: true,
  partialFailure: true,
  batchSize: 1_000,
  messageBytes: 1_000_000,
})
