import { describe, expect, test } from 'vitest'
import { received } from '../../../../test/kafka/received.ts'
import { deadLetterTopic, deadRecord } from './dead-letter.ts'
import { messageOf } from './mapping.ts'
import { partitionOf } from './partitioner.ts'

const record = received(3, 41, 'k')
const error = { at: '2026-11-22T12:00:00.000Z', code: 'test.refused', kind: 'invalid', message: 'refused' }
const letter = { record, group: 'pagos', attempts: 2, errors: [error, { ...error, code: 'test.again' }] }
const texts = ({ headers }: ReturnType<typeof deadRecord>) =>
  Object.fromEntries([...headers].map(([name, text]) => [name, String(text)]))

describe('a dead letter', () => {
  test('has a topic of its group', () => {
    expect(deadLetterTopic('eventos.pagos', 'embudo')).toBe('eventos.pagos.embudo.dlq')
  })

  test('is the record as it was, so that it can be handled like any other', () => {
    const dead = deadRecord(letter, 'dead', 5)
    expect([dead.key, dead.value, dead.partition]).toEqual([record.key, record.value, partitionOf(record.key!, 5)])
    expect(messageOf({ ...record, headerEntries: [...dead.headers] })).toEqual(messageOf(record))
  })

  test('tells where it was, and of each attempt why it failed', () => {
    expect(texts(deadRecord(letter, 'dead', 5))).toMatchObject({
      'x-original-topic': 'topic',
      'x-original-partition': '3',
      'x-original-offset': '41',
      'x-original-timestamp': '0',
      'x-group': 'pagos',
      'x-attempt': '2',
      'x-first-failed-at': error.at,
      'x-error-type': 'test.again',
      'x-error-message': 'refused',
      'x-errors': JSON.stringify(letter.errors),
    })
  })

  test('does not grow with what its errors say', () => {
    const long = { ...error, message: 'x'.repeat(100_000) }
    const { 'x-errors': all, 'x-error-message': last } = texts(deadRecord({ ...letter, errors: [long] }, 'dead', 5))
    expect(last).toHaveLength(500)
    expect(all!.length).toBeLessThan(1_000)
  })

  test('without a key or a value stays so', () => {
    const bare = { ...letter, record: { ...record, key: undefined, value: undefined } }
    expect(deadRecord(bare, 'dead', 2)).toMatchObject({ key: undefined, value: undefined, partition: 1 })
  })
})
