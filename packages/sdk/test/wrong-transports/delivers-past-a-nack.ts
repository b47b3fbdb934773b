import type { MemoryTransport } from '../../src/infra/messaging/memory/index.ts'
import type { Message } from '../../src/seedwork/message.ts'

/** Puts a message that is to be tried again behind all others, as a retry queue does. */
export const deliversPastANack = (transport: MemoryTransport): MemoryTransport => ({
  ...transport,
  consume: (subscription, handle, options) =>
    transport.consume(
      subscription,
      (delivery) =>
        handle({
          ...delivery,
          async retry(_failure, afterMilliseconds) {
            const { topic, message } = delivery
            setTimeout(() => void transport.publish([{ topic, message: message as Message }]), afterMilliseconds)
            await delivery.ack()
          },
        }),
      options,
    ),
})
