import type { Failure } from './failure.ts'
import type { Outbound } from './message.ts'
import type { Sent } from './outbox.ts'

/** The sending side of a transport. */
export interface Publisher {
  /**
   * Sends a batch, in its order within a lane (company, topic, key). One answer for each message: `undefined` once it is
   * durable on the other side. After a message that was not sent, none of its lane is sent. Sending one again under the
   * same id is harmless: while it waits it is the same message, afterwards it comes again and the inbox knows it. Rejects
   * when nothing is known of the whole batch.
   */
  publish(batch: readonly Outbound[]): Promise<readonly Sent[]>
}

/**
 * A message in the hands of one consumer. Exactly one of `ack`, `retry` and `park` ends it. Whoever was cut off meanwhile
 * comes too late: what he says then changes nothing, and may reject.
 */
export interface Delivery {
  readonly topic: string
  /** As it came: to be checked against `Message`. */
  readonly message: unknown
  /** Attempts begun, this one included, and attempts that ended in an answer. The rest killed their process, or said nothing. */
  readonly started: number
  readonly finished: number

  /** It is done. Called after the effect is committed; when this fails the message comes again. */
  ack(): Promise<void>

  /** It comes again after the time, no sooner; later messages of its lane wait behind it. */
  retry(failure: Failure, afterMilliseconds: number): Promise<void>

  /** It becomes a dead letter with its reason. Later messages of its lane wait behind it until a person decides. */
  park(failure: Failure): Promise<void>
}

export interface Subscription {
  /** Names its messages and its inbox marks: it stays the same for good. */
  readonly consumer: string
  readonly topics: readonly string[]
}

/** The receiving side of a transport. */
export interface Subscriber {
  /**
   * Once it resolves, all that is published on the topics from now on reaches the consumer, whether it runs or not. To be
   * done before anything is published that it must not miss; again and again does no harm. Rejects when the other side
   * does not answer.
   */
  subscribe(subscription: Subscription): Promise<void>

  /**
   * Subscribes, and hands every message of the topics to `handle`, at least once, also those of while it was away. Within
   * a lane one at a time and in order, across lanes up to `concurrency` at once. All instances of one consumer share its
   * messages.
   *
   * What `handle` does not settle, because it rejects or says nothing, comes again after a while and counts as begun;
   * nothing else in hand notices. When the connection is cut, or the process dies, all that was in hand comes again, here
   * or at another instance, even while `handle` is still busy with it: the inbox then makes the effect happen once.
   *
   * Goes on through failures of the network and of `handle`. When `signal` aborts it fetches no more and resolves once
   * what is in hand has ended.
   */
  consume(
    subscription: Subscription,
    handle: (delivery: Delivery) => Promise<void>,
    options: { readonly concurrency: number; readonly signal: AbortSignal },
  ): Promise<void>
}
