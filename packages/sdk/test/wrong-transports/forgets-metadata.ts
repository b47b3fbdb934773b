import type { MemoryTransport } from '../../src/infra/messaging/memory/index.ts'

/** Carries the data and the attributes that it happens to know, as a mapping to headers does that nobody completed. */
export const forgetsMetadata = (transport: MemoryTransport): MemoryTransport => ({
  ...transport,
  publish: (batch) =>
    transport.publish(
      batch.map(({ topic, message: { traceparent: _traceparent, causationid: _causationid, ...message } }) => ({
        topic,
        message,
      })),
    ),
})
