import type { MemoryTransport } from '../../src/infra/messaging/memory/index.ts'

/** Acknowledges before the effect: what its consumer then fails at is gone. */
export const acksEarly = (transport: MemoryTransport): MemoryTransport => ({
  ...transport,
  consume: (subscription, handle, options) =>
    transport.consume(
      subscription,
      async (delivery) => {
        await delivery.ack()
        await handle(delivery)
      },
      options,
    ),
})
