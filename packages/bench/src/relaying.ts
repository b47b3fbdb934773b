import type { Benchmark } from './benchmark.ts'
import { graphile } from './graphile-side.ts'
import { ourRelay } from './our-relay.ts'
import { paired, type Spread } from './paired.ts'
import { peerVersions } from './peer-versions.ts'
import { pgBoss, type Boss } from './pg-boss-side.ts'
import { timed } from './timed.ts'
import { withPostgres } from './with-postgres.ts'

const clients = 8
const messages = 20_000
/** Every key has five messages, which must come in their order. */
const keys = Array.from({ length: messages }, (_, n) => `thing-${n % (messages / 5)}`)
const bossBatch = 100
const rounds = { rounds: 5, milliseconds: 0 }

/**
 * How many messages a second, already enqueued, reach a handler that does nothing and are acknowledged, by one process
 * with 8 handlings at once. Enqueueing is not timed. The others are taken as fast as they can be without an order, and, where
 * it says `ordered`, with the order of each key that ours always keeps.
 */
export const relaying: Benchmark = {
  name: 'relay',
  about: 'from the outbox to the handler, against the job queues',
  run: (progress) =>
    withPostgres(async (url) => {
      progress(`${clients} at once, ${rounds.rounds} pairs of ${messages} messages for each ratio`)
      await using ordered = await pgBoss({ url, clients, queue: 'ordered', policy: 'key_strict_fifo' })
      await using standard = await pgBoss({ url, clients, queue: 'standard', policy: 'standard' })
      await using worker = await graphile({ url, clients })
      await using ours = await ourRelay({ url, clients })
      const oursTimed = timed(
        messages,
        () => ours.fill(keys),
        () => ours.work(messages),
      )
      const against = (fill: () => Promise<void>, work: () => Promise<number>): Promise<Spread> =>
        paired(oursTimed, timed(messages, fill, work), rounds)
      const boss = (queue: Boss): Promise<Spread> =>
        against(
          () => queue.fill(keys),
          () => queue.work(messages, bossBatch),
        )
      const graphileWorker = (options: { readonly ordered: boolean; readonly batched: boolean }): Promise<Spread> =>
        against(
          () => worker.fill(keys, options),
          () => worker.work(messages, options),
        )
      const ratios = {
        'P3.pg-boss': { ...(await boss(ordered)), goal: { atLeast: 3 } },
        'P3.pg-boss.unordered': await boss(standard),
        'P3.graphile-worker': {
          ...(await graphileWorker({ ordered: false, batched: false })),
          goal: { atLeast: 1.8 },
        },
        'P3.graphile-worker.ordered': await graphileWorker({ ordered: true, batched: false }),
        'P3.graphile-worker.batched': await graphileWorker({ ordered: false, batched: true }),
      }
      return { name: 'relay', ratios, peers: peerVersions('pg-boss', 'graphile-worker') }
    }),
}
