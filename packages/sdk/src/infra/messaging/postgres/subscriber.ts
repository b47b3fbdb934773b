import { setTimeout as pause } from 'node:timers/promises'
import type { Failure } from '../../../seedwork/failure.ts'
import type { Delivery, Subscriber } from '../../../seedwork/transport.ts'
import { Claims, type Claimed } from './claims.ts'
import { deliveriesBell, type Ear, type Engine } from './config.ts'

/** How long to sleep at most when nothing rings, and after something broke, in milliseconds. */
const idle = 500
const againAfter = 250

/** How often to look for messages that a dead consumer had in hand, in milliseconds. */
const sweepEvery = 500

const subscription =
  'insert into messaging.subscriptions (consumer, topic) select $1, unnest($2::text[]) on conflict do nothing'

interface Dependencies {
  readonly engine: Engine
  readonly logger: { warn(facts: object, message: string): void }
}

type Consume = Parameters<Subscriber['consume']>

/** Reads from the table that the publisher writes. Latency is that of a bell, or of the idle time when it was not heard. */
export const postgresSubscriber = ({ engine, logger }: Dependencies): Subscriber => ({
  async subscribe({ consumer, topics }) {
    await engine.query(subscription, [consumer, topics])
  },

  async consume(subscribed, handle, options) {
    const { signal } = options
    using ear = engine.bell(deliveriesBell).ear()
    const inHand = new Set<Promise<void>>()
    while (!signal.aborted) {
      try {
        await connected({ engine, logger, ear, inHand }, subscribed, handle, options)
      } catch (error) {
        logger.warn({ error, consumer: subscribed.consumer }, 'the consumer lost the database, and goes on')
        await pause(againAfter, undefined, { signal }).catch(() => undefined)
      }
    }
    await Promise.all(inHand)
  },
})

interface Life extends Dependencies {
  readonly ear: Ear
  /** What is under way, also of earlier lives: a slow handler keeps its place and stops nobody else. */
  readonly inHand: Set<Promise<void>>
}

/** One connection's life. When it ends, what is in hand is free for others as soon as the lock of its number is gone. */
const connected = async (
  { engine, logger, ear, inHand }: Life,
  { consumer, topics }: Consume[0],
  handle: Consume[1],
  { concurrency, signal }: Consume[2],
): Promise<void> => {
  await using anchor = await engine.anchor()
  await engine.query(subscription, [consumer, topics])
  const claims = await Claims.begin(engine, anchor)
  const broken = new AbortController()
  const over = AbortSignal.any([signal, anchor.lost, broken.signal])
  const attempt = async (row: Claimed): Promise<void> => {
    const hand = delivery({ claims, ear }, row)
    try {
      await handle(hand)
    } catch (error) {
      logger.warn({ error, consumer }, 'a message was not settled, and comes again')
    }
    if (!hand.isSettled) await claims.giveBack(row.id, againAfter)
  }
  const begin = (row: Claimed): void => {
    // What could not even be given back must not stay in the hands of a living number: a new life gets a new one.
    const work = attempt(row)
      .catch((error: unknown) => broken.abort(error))
      .finally(() => {
        inHand.delete(work)
        ear.wake()
      })
    inHand.add(work)
  }
  let swept = -Infinity
  while (!over.aborted) {
    if (performance.now() - swept > sweepEvery) {
      await claims.freeTheDead()
      swept = performance.now()
    }
    const free = concurrency - inHand.size
    const claimed = free > 0 ? await claims.take(consumer, free) : []
    for (const row of claimed) begin(row)
    if (claimed.length === 0 || claimed.length < free) await ear.wait(idle, over)
  }
  // Its number must live while it ends what it has.
  if (signal.aborted) await Promise.all(inHand)
  if (broken.signal.aborted) throw broken.signal.reason
}

const delivery = (
  { claims, ear }: { readonly claims: Claims; readonly ear: Ear },
  { id, topic, message, started, finished }: Claimed,
): Delivery & { readonly isSettled: boolean } => {
  let isSettled = false
  const settled = async (query: Promise<void>): Promise<void> => {
    await query
    isSettled = true
  }
  return {
    topic,
    message,
    started,
    finished,
    get isSettled() {
      return isSettled
    },
    ack: () => settled(claims.done(id)),
    async retry(failure, after) {
      await settled(claims.again(id, reason(failure), after))
      // Sooner than it would look by itself.
      if (after < idle) setTimeout(() => ear.wake(), after).unref()
    },
    park: (failure) => settled(claims.park(id, reason(failure))),
  }
}

const reason = ({ code, kind, message }: Failure): object => ({ at: new Date().toISOString(), code, kind, message })
