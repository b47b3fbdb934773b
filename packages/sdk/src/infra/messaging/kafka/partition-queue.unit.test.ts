import { describe, expect, test } from 'vitest'
import type { Sent } from '../../../seedwork/outbox.ts'
import { PartitionQueue } from './partition-queue.ts'

const tooLarge = 10
const most = 1_000

/** Letters by name, all of one partition: `a1` is the first of lane `a`. */
const queueOf = (names: readonly string[], bytes = 0) => {
  const answers = new Map<string, Sent>()
  const letters = names.map((name) => ({
    lane: name.slice(0, 1),
    record: { topic: 't', partition: 0, key: Buffer.from(name), value: Buffer.alloc(bytes), headers: new Map() },
    answer: (sent: Sent) => void answers.set(name, sent),
  }))
  const queue = new PartitionQueue(letters, most)
  const next = () => queue.next()
  const namesOf = (chunk: ReturnType<typeof next>) => chunk.map(({ record }) => String(record.key))
  /** Sends all of it to a broker that says of each chunk what `says` does; the chunks that it saw. */
  const sent = (says: (chunk: readonly string[]) => number | undefined): readonly (readonly string[])[] => {
    const seen: (readonly string[])[] = []
    for (let chunk = next(); chunk.length > 0; chunk = next()) {
      seen.push(namesOf(chunk))
      queue.told(chunk, says(namesOf(chunk)))
    }
    return seen
  }
  const codes = () => Object.fromEntries([...answers].map(([name, answer]) => [name, answer?.code]))
  return { queue, sent, codes, next, namesOf }
}

describe('what waits for a partition', () => {
  test('goes at once when it is little', () => {
    const { sent, codes } = queueOf(['a1', 'b1', 'a2'])
    expect(sent(() => 0)).toEqual([['a1', 'b1', 'a2']])
    expect(codes()).toEqual({ a1: undefined, b1: undefined, a2: undefined })
  })

  test('goes in chunks of so many bytes, and one that is larger goes alone', () => {
    expect(queueOf(['a1', 'b1', 'c1', 'd1', 'e1'], 400).sent(() => 0)).toEqual([['a1', 'b1'], ['c1', 'd1'], ['e1']])
    expect(queueOf(['a1', 'b1'], 5_000).sent(() => 0)).toEqual([['a1'], ['b1']])
  })

  test('is halved when it is not accepted, until only what is too much stays behind, with its lane', () => {
    const { sent, codes } = queueOf(['a1', 'b1', 'a2', 'c1', 'b2', 'a3', 'd1', 'd2'])
    const stored: string[] = []
    sent((chunk) => {
      if (chunk.includes('a2')) return tooLarge
      stored.push(...chunk)
      return 0
    })
    expect(stored).toEqual(['a1', 'b1', 'c1', 'b2', 'd1', 'd2'])
    const refused = 'messaging.unacceptable'
    expect(codes()).toMatchObject({ a1: undefined, a2: refused, a3: refused, b2: undefined, d2: undefined })
  })

  test('is not sent behind a message of its lane that was not stored', () => {
    const { sent, codes } = queueOf(['a1', 'b1', 'a2', 'c1', 'b2', 'a3'], 400)
    const seen = sent((chunk) => (chunk.includes('a1') ? 7 : 0))
    expect(seen).toEqual([['a1', 'b1'], ['c1']])
    expect(codes()).toEqual({
      a1: 'messaging.not_stored',
      b1: 'messaging.not_stored',
      a2: 'messaging.not_stored',
      c1: undefined,
      b2: 'messaging.not_stored',
      a3: 'messaging.not_stored',
    })
  })

  test.each([
    [10, { kind: 'invalid', code: 'messaging.unacceptable', retryable: false }],
    [29, { kind: 'forbidden', code: 'messaging.unauthorized' }],
    [6, { kind: 'unavailable', code: 'messaging.not_stored', retryable: true }],
    [undefined, { kind: 'unknown', code: 'messaging.unanswered', retryable: true }],
  ])('is told what code %s means', (code, meaning) => {
    let told: Sent
    const record = { topic: 't', partition: 0, key: undefined, value: undefined, headers: new Map() }
    const queue = new PartitionQueue([{ lane: 'a', record, answer: (sent) => void (told = sent) }], most)
    queue.told(queue.next(), code)
    expect(told).toMatchObject(meaning)
  })
})
