import { setTimeout as pause } from 'node:timers/promises'
import { Failure } from '../../seedwork/failure.ts'
import type { Outbound } from '../../seedwork/message.ts'
import type { Publisher, Subscriber } from '../../seedwork/transport.ts'
import { seededRandom } from './seeded-random.ts'
import { shuffleLanes } from './shuffle-lanes.ts'

/** The chance of each, from 0 to 1. */
export interface Chaos {
  readonly seed: number
  /** For each message: that an earlier one is sent again beside it. */
  readonly duplicate?: number
  /** For each batch: that its sending rejects. Of half of them nothing was sent, of the others the answer was lost. */
  readonly drop?: number
  /** For each batch: that its lanes change places. Within a lane the order stays: that is promised. */
  readonly reorder?: number
  /** For each delivery: that it is late, by up to `longestDelay` milliseconds. */
  readonly delay?: number
  readonly longestDelay?: number
  /** For each delivery: that it is given back before it is handled, to come again at once. */
  readonly nack?: number
  /** For each batch: that all connections are cut before it is sent. */
  readonly disconnect?: number
}

interface Victim extends Publisher, Subscriber {
  disconnect?(): void | Promise<void>
}

const refused = new Failure('unavailable', 'chaos.refused', 'given back before it was handled')

/** How many messages it remembers to send again. */
const remembered = 200

/**
 * Does to a transport what networks and brokers do, and no more: nothing that was answered as sent is lost, and no lane
 * is turned round. Whoever is right over a right transport is right over this one. The same seed decides the same for the
 * same calls; the order of what happens at once is not its to decide.
 */
export const chaotic = (transport: Victim, chaos: Chaos): Publisher & Subscriber => ({
  publish: chaoticPublish(transport, chaos),
  subscribe: (subscription) => transport.subscribe(subscription),
  consume: chaoticConsume(transport, chaos),
})

const chaoticPublish = (
  transport: Victim,
  { seed, duplicate = 0, drop = 0, reorder = 0, disconnect = 0 }: Chaos,
): Publisher['publish'] => {
  const random = seededRandom(seed)
  const earlier: Outbound[] = []
  return async (batch) => {
    if (random() < disconnect) await transport.disconnect?.()
    const isDropped = random() < drop
    if (isDropped && random() < 0.5) throw new Failure('unavailable', 'chaos.dropped', 'nothing was sent')
    const again = earlier.length > 0 ? batch.filter(() => random() < duplicate) : []
    const repeated = again.map(() => earlier[Math.floor(random() * earlier.length)]!)
    const ordered = random() < reorder ? shuffleLanes(batch, random) : batch
    const answers = (await transport.publish([...repeated, ...ordered])).slice(repeated.length)
    const answerOf = new Map(ordered.map((outbound, place) => [outbound, answers[place]]))
    earlier.push(...batch.filter((outbound) => answerOf.get(outbound) === undefined))
    earlier.splice(0, earlier.length - remembered)
    if (isDropped) throw new Failure('unknown', 'chaos.answer_lost', 'it was sent, and the answer got lost')
    return batch.map((outbound) => answerOf.get(outbound))
  }
}

const chaoticConsume = (
  transport: Victim,
  { seed, delay = 0, longestDelay = 50, nack = 0 }: Chaos,
): Subscriber['consume'] => {
  // Numbers of its own: how fast messages arrive must not change what happens to the sending.
  const random = seededRandom(seed + 1)
  return (subscription, handle, options) =>
    transport.consume(
      subscription,
      async (delivery) => {
        if (random() < delay) await pause(random() * longestDelay)
        await (random() < nack ? delivery.retry(refused, 0) : handle(delivery))
      },
      options,
    )
}
