import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { aCall } from '../../../../test/a-call.ts'
import { aPulsar } from '../../../../test/brokers/a-pulsar.ts'
import { eventually } from '../../../../test/eventually.ts'
import { outboundMessage } from '../../../../test/outbound-message.ts'
import { warnings } from '../../../../test/warnings.ts'
import type { Message, Outbound } from '../../../seedwork/message.ts'
import { laneOf } from '../../../seedwork/outbox.ts'
import type { Publisher } from '../../../seedwork/transport.ts'
import { seeded } from '../../../testing/chaos/seeded.ts'
import { seededRandom } from '../../../testing/chaos/seeded-random.ts'
import { provisionPulsar } from './provision.ts'
import { pulsarPublisher } from './publisher.ts'
import { pulsarSubscriber } from './subscriber.ts'

const restarts = 10
const keys = Array.from({ length: 20 }, (_, n) => `key-${n}`)
const topic = 'eventos.pruebas'
const consumer = 'tester'
const { companyId } = aCall()

/** As a relay does: each lane in its order, again and again until it is confirmed. */
const sending = (publisher: Publisher, signal: AbortSignal) => {
  const confirmed: { readonly message: Message; readonly at: number }[] = []
  const next = new Map(keys.map((key) => [key, 1]))
  const run = async (): Promise<void> => {
    let waiting: readonly Outbound[] = []
    while (!signal.aborted || waiting.length > 0) {
      const lanes = new Set(waiting.map(laneOf))
      const fresh = keys
        .map((key) => outboundMessage({ companyId, key, topic, sequence: next.get(key)! }))
        .filter((one) => !signal.aborted && !lanes.has(laneOf(one)))
      for (const { message } of fresh) next.set(message.partitionkey, message.sequence + 1)
      const batch = [...waiting, ...fresh]
      const answers = await publisher.publish(batch)
      const sent = batch.filter((_, place) => answers[place] === undefined)
      confirmed.push(...sent.map(({ message }) => ({ message, at: performance.now() })))
      waiting = batch.filter((_, place) => answers[place] !== undefined)
      await pause(10)
    }
  }
  return { confirmed, ended: run() }
}

// The experiment of a broker that is killed again and again under load.
test(
  `nothing that was confirmed is lost when Pulsar is killed ${restarts} times, and all goes on by itself`,
  { timeout: 600_000 },
  () =>
    seeded(async (seed) => {
      const random = seededRandom(seed)
      await using broker = await aPulsar()
      await using pulsar = broker.client()
      await provisionPulsar(
        { pulsar },
        { topics: [topic], partitions: 2, subscriptions: [{ consumer, topics: [topic] }] },
      )
      const seen: { readonly message: Message; readonly at: number }[] = []
      const stop = new AbortController()
      const consuming = pulsarSubscriber({ pulsar, logger: warnings() }).consume(
        { consumer, topics: [topic] },
        async (delivery) => {
          seen.push({ message: delivery.message as Message, at: performance.now() })
          await delivery.ack()
        },
        { concurrency: 10, signal: stop.signal },
      )
      const stopSending = new AbortController()
      const { confirmed, ended } = sending(pulsarPublisher({ pulsar }), stopSending.signal)
      const times: string[] = []
      for (let round = 0; round < restarts; round += 1) {
        await pause(300 + random() * 1_200)
        await broker.kill()
        await broker.restart()
        const up = performance.now()
        const since = (events: readonly { readonly at: number }[]): number => (events.at(-1)?.at ?? 0) - up
        await eventually(() => expect(since(confirmed)).toBeGreaterThan(0))
        const sendsAfter = since(confirmed)
        await eventually(() => expect(since(seen)).toBeGreaterThan(0))
        times.push(`${Math.round(sendsAfter)}/${Math.round(since(seen))}`)
      }
      stopSending.abort()
      await ended
      const ids = (events: typeof confirmed): ReadonlySet<string> => new Set(events.map(({ message }) => message.id))
      const lost = (): readonly string[] => {
        const came = ids(seen)
        return [...ids(confirmed)].filter((id) => !came.has(id))
      }
      await eventually(() => expect(lost()).toEqual([]))
      stop.abort()
      await consuming
      for (const key of keys) {
        const sights = [
          ...new Set(
            seen
              .map(({ message }) => message)
              .filter(({ partitionkey }) => partitionkey === key)
              .map(({ sequence }) => sequence),
          ),
        ]
        expect(sights).toEqual(sights.toSorted((one, other) => one - other))
      }
      const twice = seen.length - ids(seen).size
      process.stdout.write(
        `seed ${seed}: ${confirmed.length} messages confirmed, none lost, ${twice} came twice; after each of ${restarts} kills sending and receiving were back ${times.join(', ')} ms after the broker answered\n`,
      )
    }),
)
