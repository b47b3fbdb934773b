import { describe, expect, test } from 'vitest'
import { eventually } from '../../../../test/eventually.ts'
import { aMessage, onFakePulsar, topic } from '../../../../test/fake-pulsar/on-fake-pulsar.ts'
import { roomForDeath } from './dead-letter.ts'
import { frameOf } from './mapping.ts'

const ids = (frames: readonly Record<string, unknown>[]): readonly unknown[] =>
  frames.map(({ properties }) => (properties as { ce_id: string }).ce_id)

/** A server that keeps what producers send, until somebody answers. */
const withheld = (fake: Awaited<ReturnType<typeof onFakePulsar>>['fake']) => {
  const frames: Record<string, unknown>[] = []
  const answers: ((result?: string) => void)[] = []
  fake.intercept = (frame, socket, path) => {
    if (!path.includes('/producer/')) return false
    frames.push(frame)
    answers.push((result = 'ok') => socket.send(JSON.stringify({ result, context: frame['context'] })))
    return true
  }
  return { frames, answers }
}

describe('the Pulsar publisher', () => {
  test('has the first of all lanes under way before it hears of any, and takes answers in any order', async () => {
    await using at = await onFakePulsar()
    const { frames, answers } = withheld(at.fake)
    const batch = ['a', 'b', 'c', 'd'].map((key) => aMessage(key))
    const publishing = at.publisher.publish(batch)
    await eventually(() => expect(ids(frames)).toEqual(batch.map(({ message }) => message.id)))
    for (const place of [3, 0, 2, 1]) answers[place]!(place === 2 ? 'send-error:8' : 'ok')
    expect(await publishing).toMatchObject([undefined, undefined, { code: 'pulsar.send_refused' }, undefined])
  })

  test('sends the next of a lane when the one before is stored', async () => {
    await using at = await onFakePulsar()
    const { frames, answers } = withheld(at.fake)
    const [one, two, other] = [aMessage('a'), aMessage('a', { sequence: 2 }), aMessage('b')]
    const publishing = at.publisher.publish([one, two, other])
    await eventually(() => expect(ids(frames)).toEqual([one.message.id, other.message.id]))
    answers[1]!()
    // Its answer came over the same connection: had there been a second frame of the lane, it would be here.
    const witness = at.publisher.publish([aMessage('c')])
    await eventually(() => expect(frames).toHaveLength(3))
    answers[2]!()
    await witness
    expect(ids(frames)).not.toContain(two.message.id)
    answers[0]!()
    await eventually(() => expect(ids(frames)).toContain(two.message.id))
    answers[3]!()
    expect(await publishing).toEqual([undefined, undefined, undefined])
  })

  test('has company and key as the key, the attributes as properties and the data as they are', async () => {
    await using at = await onFakePulsar()
    const { message, ...rest } = aMessage('a key', { data: { n: 1 } })
    await at.publisher.publish([{ message, ...rest }])
    const [sent] = at.fake.topic(topic).sent
    expect(sent).toMatchObject({
      key: `${message.companyid} a key`,
      properties: { ce_id: message.id, ce_partitionkey: 'a key', 'content-type': 'application/json' },
    })
    expect(Buffer.from(sent!.payload, 'base64').toString()).toBe('{"n":1}')
  })

  test('answers a message that is too large for a frame by itself, and sends the others on the same connection', async () => {
    await using at = await onFakePulsar()
    const large = aMessage('large', { data: 'x'.repeat(800_000) })
    const batch = [aMessage('a'), large, aMessage('large', { sequence: 2 }), aMessage('b')]
    const answers = await at.publisher.publish(batch)
    const refused = { kind: 'invalid', code: 'messaging.too_large', details: { most: 1_048_576 - roomForDeath } }
    expect(answers).toMatchObject([undefined, refused, refused, undefined])
    expect(at.fake.topic(topic).sent).toHaveLength(2)
    expect(at.fake.upgrades).toHaveLength(1)
  })

  test('takes what just fits', async () => {
    await using at = await onFakePulsar()
    const envelope = JSON.stringify({ ...frameOf(aMessage('a', { data: '' }).message), context: '1' }).length
    const room = Math.floor((1_048_576 - roomForDeath - envelope) / 4) * 3
    const sized = (bytes: number) => aMessage('a', { data: 'x'.repeat(bytes) })
    expect(await at.publisher.publish([sized(room)])).toEqual([undefined])
    expect(await at.publisher.publish([sized(room + 3)])).toMatchObject([{ code: 'messaging.too_large' }])
  })

  test("tells what is wrong when the server's frames are smaller than it was told", async () => {
    await using at = await onFakePulsar({ frameBytes: 4_000_000 })
    const [answer] = await at.publisher.publish([aMessage('a', { data: 'x'.repeat(900_000) })])
    expect(answer).toMatchObject({
      kind: 'unknown',
      code: 'pulsar.outcome_unknown',
      cause: { code: 'pulsar.frame_too_large' },
    })
    expect(answer!.message).toContain('webSocketMaxTextFrameSize')
  })

  test('does not send what is behind a refused message of its lane', async () => {
    await using at = await onFakePulsar()
    const [one, two, three] = [aMessage('a'), aMessage('a', { sequence: 2 }), aMessage('a', { sequence: 3 })]
    at.fake.intercept = ({ context, properties }, socket) => {
      if ((properties as { ce_id: string }).ce_id !== two.message.id) return false
      socket.send(JSON.stringify({ result: 'send-error:8', errorMsg: 'the queue is full', context }))
      return true
    }
    const answers = await at.publisher.publish([one, two, three])
    expect(answers).toMatchObject([undefined, { code: 'pulsar.send_refused' }, { code: 'pulsar.send_refused' }])
    expect(answers[1]!.message).toContain('the queue is full')
    expect(at.fake.topic(topic).sent.map(({ properties }) => properties!['ce_id'])).toEqual([one.message.id])
  })

  test('does not know of any message when an answer belongs to none, and begins anew', async () => {
    await using at = await onFakePulsar({ deadline: 120_000 })
    at.fake.intercept = (_frame, socket) => {
      socket.send(JSON.stringify({ result: 'send-error:3', errorMsg: 'not parsed' }))
      return true
    }
    const answers = await at.publisher.publish([aMessage('a'), aMessage('b')])
    expect(answers.map((answer) => answer?.code)).toEqual(['pulsar.outcome_unknown', 'pulsar.outcome_unknown'])
    at.fake.intercept = () => false
    expect(await at.publisher.publish([aMessage('a')])).toEqual([undefined])
  })

  test('gives a server up that does not answer within the deadline, and begins anew', async () => {
    await using at = await onFakePulsar({ deadline: 200 })
    const { frames } = withheld(at.fake)
    const answers = await at.publisher.publish([aMessage('a'), aMessage('a', { sequence: 2 })])
    expect(answers).toMatchObject([{ kind: 'unknown' }, { kind: 'unknown' }])
    expect(frames).toHaveLength(1)
    at.fake.intercept = () => false
    expect(await at.publisher.publish([aMessage('a')])).toEqual([undefined])
  })

  test('does not know of what was under way when the connection is lost, and connects again for the next', async () => {
    await using at = await onFakePulsar()
    const { frames } = withheld(at.fake)
    const publishing = at.publisher.publish([aMessage('a'), aMessage('b')])
    await eventually(() => expect(frames).toHaveLength(2))
    at.fake.cut()
    expect((await publishing).map((answer) => answer?.code)).toEqual([
      'pulsar.outcome_unknown',
      'pulsar.outcome_unknown',
    ])
    at.fake.intercept = () => false
    expect(await at.publisher.publish([aMessage('a')])).toEqual([undefined])
  })

  test('tells of a missing topic, and does not make it: also not by trying', async () => {
    await using at = await onFakePulsar()
    const answers = await at.publisher.publish([aMessage('a', { topic: 'eventos.nada' }), aMessage('a')])
    expect(answers).toMatchObject([{ kind: 'not_found', code: 'pulsar.missing', retryable: false }, undefined])
    expect(answers[0]!.message).toContain('topic persistent/public/default/eventos.nada')
    expect(at.fake.upgrades.filter(({ path }) => path.includes('eventos.nada'))).toEqual([])
  })

  test('answers that there is no server, when the deadline has passed', async () => {
    const at = await onFakePulsar({ deadline: 300 })
    await at.fake[Symbol.asyncDispose]()
    expect(await at.publisher.publish([aMessage('a')])).toMatchObject([
      { kind: 'unavailable', code: 'pulsar.unreachable' },
    ])
    await at.pulsar[Symbol.asyncDispose]()
  })
})
