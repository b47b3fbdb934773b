import type { MemoryTransport } from '../../src/infra/messaging/memory/index.ts'

/** Sends a batch from its end, as two connections at once might. */
export const reordersWithinAKey = (transport: MemoryTransport): MemoryTransport => ({
  ...transport,
  publish: async (batch) => (await transport.publish(batch.toReversed())).toReversed(),
})
