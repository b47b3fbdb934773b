import { Failure } from '../../seedwork/failure.ts'
import type { Delivery, Subscriber } from '../../seedwork/transport.ts'
import { messageFact, type MessageFact, type MessageFate } from './message-fact.ts'

type Handle = (delivery: Delivery) => Promise<void>

/** Notes what becomes of each delivery, once the transport has heard of it. */
export const spiedSubscriber = (
  { subscriber }: { readonly subscriber: Subscriber },
  note: (fact: MessageFact) => void,
): Subscriber => ({
  subscribe: (subscription) => subscriber.subscribe(subscription),
  consume: (subscription, handle, options) =>
    subscriber.consume(subscription, spied(handle, { consumer: subscription.consumer, note }), options),
})

const spied =
  (handle: Handle, { consumer, note }: { consumer: string; note: (fact: MessageFact) => void }): Handle =>
  async (delivery) => {
    let isSettled = false
    const becomes = (what: MessageFate, failure?: Failure): void => {
      isSettled = true
      note(messageFact(what, delivery, { consumer, ...(failure ? { failure } : {}) }))
    }
    try {
      await handle(telling(delivery, becomes))
    } catch (error) {
      if (!isSettled) becomes('failed', unsettled(error))
      throw error
    }
  }

/** Not a copy: a delivery may be of a class. */
const telling = (delivery: Delivery, becomes: (what: MessageFate, failure?: Failure) => void): Delivery => ({
  topic: delivery.topic,
  message: delivery.message,
  started: delivery.started,
  finished: delivery.finished,
  async ack() {
    await delivery.ack()
    becomes('handled')
  },
  async retry(failure, afterMilliseconds) {
    await delivery.retry(failure, afterMilliseconds)
    becomes('failed', failure)
  },
  async park(failure) {
    await delivery.park(failure)
    becomes('parked', failure)
  },
})

const unsettled = (cause: unknown): Failure =>
  Failure.is(cause)
    ? cause
    : new Failure('unknown', 'testing.not_settled', cause instanceof Error ? cause.message : String(cause), { cause })
