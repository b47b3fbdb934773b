import type { Outbound } from '../../seedwork/message.ts'
import { laneOf } from '../../seedwork/outbox.ts'

/** Draws lanes at random, again and again, and takes the first that is left of each: only lanes change places. */
export const shuffleLanes = (batch: readonly Outbound[], random: () => number): readonly Outbound[] => {
  const lanes = [...Map.groupBy(batch, laneOf).values()]
  const shuffled: Outbound[] = []
  while (lanes.length > 0) {
    const drawn = Math.floor(random() * lanes.length)
    const lane = lanes[drawn]!
    shuffled.push(lane.shift()!)
    if (lane.length === 0) lanes.splice(drawn, 1)
  }
  return shuffled
}
