import { describe, expect, test } from 'vitest'
import { aCall } from '../../../../test/a-call.ts'
import { outboundMessage } from '../../../../test/outbound-message.ts'
import { Failure } from '../../../seedwork/failure.ts'
import type { Outbound } from '../../../seedwork/message.ts'
import { deadLetterBytes, sendInOrder } from './send-in-order.ts'

const { companyId } = aCall()
const down = new Failure('unavailable', 'test.down', 'down')
const named = (name: string, topic = 'test.topic', data: unknown = {}): Outbound =>
  outboundMessage({ companyId, key: name.slice(0, -1), sequence: Number(name.slice(-1)), topic, data })
const nameOf = ({ message }: Outbound): string => `${message.partitionkey}${message.sequence}`

interface Sending {
  readonly isOrdered?: boolean
  readonly messageBytes?: number
  readonly refuses?: (name: string) => Failure | undefined
}

/** What is sent in which calls, and what is answered. */
const sending = async (
  batch: readonly Outbound[],
  { isOrdered = true, messageBytes = 1_048_576, refuses = () => undefined }: Sending = {},
) => {
  const calls: string[] = []
  const answers = await sendInOrder(batch, {
    isOrdered,
    messageBytes,
    async send(topic, parcels) {
      const names = parcels.map(({ outbound }) => nameOf(outbound))
      calls.push(`${topic}: ${names.join(' ')}`)
      return names.map(refuses)
    },
  })
  return { calls, answers }
}

describe('what keeps its order', () => {
  const batch = ['a1', 'b1', 'a2', 'a3', 'c1', 'b2'].map((name) => named(name))

  test('is sent with one message of each lane in a call', async () => {
    const { calls, answers } = await sending(batch)
    expect(calls).toEqual(['test.topic: a1 b1 c1', 'test.topic: a2 b2', 'test.topic: a3'])
    expect(answers).toEqual(batch.map(() => undefined))
  })

  test('is not sent behind one that was not, and each is answered in its place', async () => {
    const { calls, answers } = await sending(batch, { refuses: (name) => (name === 'a2' ? down : undefined) })
    expect(calls).toEqual(['test.topic: a1 b1 c1', 'test.topic: a2 b2'])
    expect(answers).toEqual([undefined, undefined, down, down, undefined, undefined])
  })

  test('is a lane in each topic', async () => {
    const two = [named('a1'), named('a1', 'test.other'), named('a2', 'test.other')]
    const { calls } = await sending(two, { refuses: (name) => (name === 'a1' ? down : undefined) })
    expect(calls).toEqual(['test.topic: a1', 'test.other: a1'])
  })

  test('holds what is behind one that is too large', async () => {
    const large = named('a1', 'test.topic', 'x'.repeat(5_000))
    const { calls, answers } = await sending([large, named('a2'), named('b1')], { messageBytes: 9_000 })
    expect(calls).toEqual(['test.topic: b1'])
    expect(answers[0]).toMatchObject({ kind: 'invalid', code: 'messaging.too_large', retryable: false })
    expect(answers[1]).toBe(answers[0])
  })
})

describe('what keeps no order', () => {
  test('is sent at once, whatever is refused', async () => {
    const batch = ['a1', 'a2', 'a3'].map((name) => named(name))
    const { calls, answers } = await sending(batch, {
      isOrdered: false,
      refuses: (name) => (name === 'a1' ? down : undefined),
    })
    expect(calls).toEqual(['test.topic: a1 a2 a3'])
    expect(answers).toEqual([down, undefined, undefined])
  })
})

test('a message leaves room for the reasons of a dead letter', async () => {
  const bare = Buffer.byteLength(JSON.stringify(named('a1', 'test.topic', '').message))
  const filling = (bytes: number) =>
    sending([named('a1', 'test.topic', 'ñ'.repeat((bytes - bare) / 2))], { messageBytes: bytes + deadLetterBytes })
  expect((await filling(bare + 1_000)).answers).toEqual([undefined])
  const tooLarge = await sending([named('a1', 'test.topic', 'x')], { messageBytes: bare + deadLetterBytes })
  expect(tooLarge.answers).toEqual([expect.objectContaining({ code: 'messaging.too_large' })])
})

describe('a call that fails', () => {
  const failing = (batch: readonly Outbound[], error: unknown) =>
    sendInOrder(batch, {
      isOrdered: true,
      messageBytes: 1_048_576,
      send: async (topic, parcels) => {
        if (topic === 'test.bad') throw error
        return parcels.map(() => undefined)
      },
    })

  test('rejects when nothing was sent', async () => {
    await expect(failing([named('a1', 'test.bad'), named('a2', 'test.bad')], down)).rejects.toBe(down)
  })

  test('is the answer for each of its messages when others were sent', async () => {
    expect(await failing([named('a1', 'test.bad'), named('a2', 'test.bad'), named('a1')], down)).toEqual([
      down,
      down,
      undefined,
    ])
  })

  test('by a mistake of ours is no answer', async () => {
    const mistake = new TypeError('a mistake')
    await expect(failing([named('a1', 'test.bad'), named('a1')], mistake)).rejects.toBe(mistake)
  })
})
