import type { Outbound } from '../../../seedwork/message.ts'
import { laneOf, type Sent } from '../../../seedwork/outbox.ts'
import type { Publisher } from '../../../seedwork/transport.ts'
import type { Pulsar } from './config.ts'
import { roomForDeath } from './dead-letter.ts'
import { frameOf } from './mapping.ts'
import { Producers } from './producers.ts'

interface Dependencies {
  readonly pulsar: Pulsar
}

/**
 * Lanes side by side on one connection for each topic, in a lane one after the other: the server may refuse a message and
 * still store the next, which would then stand before it.
 */
export const pulsarPublisher = ({ pulsar }: Dependencies): Publisher => {
  const producers = new Producers(pulsar)
  // What can be sent can also be parked.
  const most = pulsar.frameBytes - roomForDeath
  return {
    publish: (batch) =>
      producers.sending(async (send) => {
        const answers = Array.from<Sent>({ length: batch.length })
        const sendLane = async (places: readonly number[]): Promise<void> => {
          let held: Sent
          for (const place of places) {
            const { topic, message } = batch[place]!
            held ??= await send(topic, frameOf(message), most)
            answers[place] = held
          }
        }
        await Promise.all(lanes(batch).map(sendLane))
        return answers
      }),
  }
}

/** Places in the batch, by lane. */
const lanes = (batch: readonly Outbound[]): readonly (readonly number[])[] => {
  const byLane = new Map<string, number[]>()
  for (const [place, outbound] of batch.entries()) {
    const lane = laneOf(outbound)
    const places = byLane.get(lane)
    if (places) places.push(place)
    else byLane.set(lane, [place])
  }
  return [...byLane.values()]
}
