import type { Delivery, Subscriber } from '../../../seedwork/transport.ts'
import type { MemoryTransportOptions } from './config.ts'
import type { Connection, Hold, Mailbox } from './mailbox.ts'
import type { MemoryStore } from './memory-store.ts'

type Dependencies = {
  readonly store: MemoryStore
  /** The connection of this moment. */
  readonly connection: () => Connection
} & Pick<MemoryTransportOptions, 'logger'>

export const memorySubscriber = ({ store, connection, logger }: Dependencies): Subscriber => ({
  async subscribe(subscription) {
    store.subscribe(subscription)
  },

  async consume(subscription, handle, { concurrency, signal }) {
    const mailbox = store.subscribe(subscription)
    const inHand = new Set<Promise<void>>()
    let bell = Promise.withResolvers<void>()
    const ring = (): void => bell.resolve()
    const attempt = async (hold: Hold): Promise<void> => {
      try {
        await handle(delivery(mailbox, hold))
      } catch (error) {
        logger?.warn({ error, consumer: subscription.consumer }, 'a message was not settled, and comes again')
      }
      mailbox.giveBack(hold)
    }
    const begin = (hold: Hold): void => {
      const work = attempt(hold).finally(() => {
        inHand.delete(work)
        ring()
      })
      inHand.add(work)
    }
    const leave = mailbox.hear(ring)
    signal.addEventListener('abort', ring)
    while (!signal.aborted) {
      const hold = inHand.size < concurrency ? mailbox.take(connection()) : undefined
      if (hold) begin(hold)
      else {
        await bell.promise
        bell = Promise.withResolvers<void>()
      }
    }
    signal.removeEventListener('abort', ring)
    leave()
    await Promise.all(inHand)
  },
})

const delivery = (mailbox: Mailbox, hold: Hold): Delivery => {
  const { topic, text, started, finished } = hold.letter
  return {
    topic,
    message: JSON.parse(text) as unknown,
    started,
    finished,
    ack: async () => mailbox.done(hold),
    retry: async (failure, afterMilliseconds) => mailbox.again(hold, failure, afterMilliseconds),
    park: async (failure) => mailbox.park(hold, failure),
  }
}
