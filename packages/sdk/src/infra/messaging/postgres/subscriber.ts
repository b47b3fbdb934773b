import { setTimeout as pause } from 'node:timers/promises'
import type { Subscriber } from '../../../seedwork/transport.ts'
import { Claims } from './claims.ts'
import { deliveriesBell, type Ear, type Engine } from './config.ts'
import { Life } from './life.ts'
import { Prefetch } from './prefetch.ts'
import { Slots } from './slots.ts'

/** How long to sleep at most when nothing rings, and after something broke, in milliseconds. */
const idle = 500
const againAfter = 250

/** How often to look for what a dead consumer had in hand, and how often for what was overlooked, in milliseconds. */
const sweepEvery = 500
const lookAgainEvery = 60_000

/** How much longer than it took to look is not looked again. */
const restsAfter = 50

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
    const { signal, concurrency } = options
    using ear = engine.bell(deliveriesBell).ear()
    const work = { engine, logger, ear, slots: new Slots(concurrency), cuts: [] }
    while (!signal.aborted) {
      try {
        await connected(work, subscribed, handle, options)
      } catch (error) {
        logger.warn({ error, consumer: subscribed.consumer }, 'the consumer lost the database, and goes on')
        await pause(againAfter, undefined, { signal }).catch(() => undefined)
      }
    }
    await work.slots.empty()
  },
})

interface Work extends Dependencies {
  readonly ear: Ear
  /** Of all lives: a slow handler keeps its place and stops nobody else. */
  readonly slots: Slots
  /** What earlier lives had in hand when they lost their connection. This process lives, so none of it ended one. */
  readonly cuts: { readonly owner: number; readonly ids: readonly string[] }[]
}

/** One connection's life. When it ends, what is in hand is free for others as soon as the lock of its number is gone. */
const connected = async (
  { engine, logger, ear, slots, cuts }: Work,
  { consumer, topics }: Consume[0],
  handle: Consume[1],
  { concurrency, signal }: Consume[2],
): Promise<void> => {
  await using anchor = await engine.anchor()
  await engine.query(subscription, [consumer, topics])
  const claims = await Claims.begin(engine, anchor)
  for (; cuts[0]; cuts.shift()) await claims.noCrash(cuts[0].owner, cuts[0].ids)
  // Also lost when it is put away: then its number is no longer alive, and nothing that was taken under it is begun.
  const over = AbortSignal.any([signal, anchor.lost])
  const life = new Life(
    {
      claims,
      slots,
      handle,
      warn: (error, message) => logger.warn({ error, consumer }, message),
      wake: (after) => wake(ear, after),
    },
    over,
  )
  try {
    await taking({ claims, life, ear, slots }, { consumer, concurrency, signal: AbortSignal.any([over, life.broken]) })
    if (life.broken.aborted) throw life.broken.reason as unknown
    if (anchor.lost.aborted) return
    await life.release()
    // Its number must live while it ends what it has.
    await slots.empty()
  } finally {
    cuts.push({ owner: claims.owner, ids: life.held })
  }
}

interface Taking {
  readonly claims: Claims
  readonly life: Life
  readonly ear: Ear
  readonly slots: Slots
}

/** Takes what there is room for until the signal aborts. */
const taking = async (
  { claims, life, ear, slots }: Taking,
  {
    consumer,
    concurrency,
    signal,
  }: { readonly consumer: string; readonly concurrency: number; readonly signal: AbortSignal },
): Promise<void> => {
  const prefetch = new Prefetch(concurrency)
  const sweep = every(
    () => sweepEvery,
    () => claims.freeTheDead(),
  )
  const lookAgain = every(
    (took) => Math.max(lookAgainEvery, restsAfter * took),
    () => claims.lookAgain(consumer),
  )
  while (!signal.aborted) {
    await sweep()
    // Beside the work: it may take long.
    void lookAgain().catch(() => undefined)
    const most = prefetch.appetite({ free: slots.free, ready: life.ready })
    const asked = performance.now()
    const rows = most > 0 ? await claims.take(consumer, { most, slots: slots.free }) : []
    life.add(rows)
    if (most > 0 && rows.length === most) prefetch.sated({ asked, given: performance.now() })
    else await ear.wait(idle, signal)
  }
}

/** Does it when it is called, and not again before a pause that depends on how many milliseconds it took. */
const every = (pauseAfter: (took: number) => number, work: () => Promise<void>): (() => Promise<void>) => {
  let next = -Infinity
  return async () => {
    const start = performance.now()
    if (start < next) return
    next = Infinity
    await work().finally(() => {
      const now = performance.now()
      next = now + pauseAfter(now - start)
    })
  }
}

/** Sooner than it would look by itself. */
const wake = (ear: Ear, after: number): void => {
  if (after <= 0) ear.wake()
  else if (after < idle) setTimeout(() => ear.wake(), after).unref()
}
