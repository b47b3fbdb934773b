import { Failure } from '../../../seedwork/failure.ts'
import type { Outbound } from '../../../seedwork/message.ts'
import { laneOf, type Sent } from '../../../seedwork/outbox.ts'
import { Answers } from './answers.ts'
import { bodyOf } from './mapping.ts'
import { split } from './split.ts'

/** A message as it is sent. */
export interface Parcel {
  readonly outbound: Outbound
  readonly body: string
  readonly bytes: number
  /** In the batch that was asked for. */
  readonly place: number
}

interface Sending {
  readonly isOrdered: boolean
  readonly messageBytes: number
  /** One call: parcels of one topic, within the limits of a batch. Rejects when nothing is known of any. */
  readonly send: (topic: string, parcels: readonly Parcel[]) => Promise<readonly Sent[]>
}

/** How many calls at once. */
const atOnce = 8

/** Kept free in each message: the reasons that a dead letter is given are attributes, which count. */
export const deadLetterBytes = 4_096

/**
 * Sends a batch as the port wants it. Of a batch SQS may take the third and not the second, so that what keeps its order goes
 * in rounds: each with one message of each lane, the next only after that one was taken.
 */
export const sendInOrder = async (batch: readonly Outbound[], sending: Sending): Promise<readonly Sent[]> => {
  const { isOrdered, messageBytes } = sending
  const answers = new Answers(batch.length)
  for (const round of roundsOf(batch.map(parcelOf), isOrdered)) {
    const fitting = round.filter((parcel) => {
      const refusal = (isOrdered && answers.ofLane(parcel)) || tooLarge(parcel, messageBytes - deadLetterBytes)
      if (refusal) answers.note(parcel, refusal)
      return !refusal
    })
    const byTopic = Map.groupBy(fitting, ({ outbound }) => outbound.topic)
    const calls = [...byTopic.values()].flatMap((parcels) => split(parcels, messageBytes))
    for (let from = 0; from < calls.length; from += atOnce)
      await Promise.all(calls.slice(from, from + atOnce).map((parcels) => call(parcels, sending, answers)))
  }
  return answers.all()
}

const call = async (parcels: readonly Parcel[], { send }: Sending, answers: Answers): Promise<void> => {
  try {
    const told = await send(parcels[0]!.outbound.topic, parcels)
    for (const [n, parcel] of parcels.entries()) answers.note(parcel, told[n])
  } catch (error) {
    if (!Failure.is(error)) throw error
    for (const parcel of parcels) answers.note(parcel, error)
    answers.thrown ??= error
  }
}

const parcelOf = (outbound: Outbound, place: number): Parcel => {
  const body = bodyOf(outbound.message)
  return { outbound, body, bytes: Buffer.byteLength(body), place }
}

/** The first of each lane, then the second of each, and so on. */
const roundsOf = (parcels: readonly Parcel[], isOrdered: boolean): readonly (readonly Parcel[])[] => {
  if (!isOrdered) return [parcels]
  const rounds: Parcel[][] = []
  for (const lane of Map.groupBy(parcels, ({ outbound }) => laneOf(outbound)).values())
    for (const [n, parcel] of lane.entries()) (rounds[n] ??= []).push(parcel)
  return rounds
}

const tooLarge = ({ bytes, outbound }: Parcel, most: number): Sent =>
  bytes <= most
    ? undefined
    : new Failure(
        'invalid',
        'messaging.too_large',
        `${bytes} bytes are more than the ${most} that a message may have`,
        {
          details: { bytes, most, message: outbound.message.id },
        },
      )
