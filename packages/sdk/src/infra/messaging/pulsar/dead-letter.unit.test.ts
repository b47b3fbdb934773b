import { describe, expect, test } from 'vitest'
import { Failure } from '../../../seedwork/failure.ts'
import {
  attemptError,
  deadLetter,
  deadLetterTopic,
  remembered,
  roomForDeath,
  type AttemptError,
} from './dead-letter.ts'

const delivered = { messageId: 'CBIQADAA', payload: 'AA==', properties: { ce_id: 'an id' }, key: 'a key' }
const because = (text: string): AttemptError => attemptError(new Failure('unknown', 'test.why', text))
const after = (count: number, text = ''): readonly AttemptError[] =>
  Array.from({ length: count }, (_, n) => because(`${n}${text}`)).reduce<readonly AttemptError[]>(remembered, [])
const bytes = (value: object): number => Buffer.byteLength(JSON.stringify(value))

describe('a dead letter', () => {
  test('goes to a topic of its topic and consumer, where Pulsar itself would send it', () => {
    expect(deadLetterTopic('eventos.pagos', 'hiring')).toBe('eventos.pagos-hiring-DLQ')
  })

  test('without a key has none', () => {
    const { key: _key, ...keyless } = delivered
    expect(deadLetter(keyless, { topic: 't', consumer: 'c', attempts: 1, errors: after(1) })).not.toHaveProperty('key')
  })

  test('remembers the first attempt and the last ones', () => {
    expect(after(3).map(({ message }) => message)).toEqual(['0', '1', '2'])
    expect(after(120).map(({ message }) => message)).toEqual([
      '0',
      ...[111, 112, 113, 114, 115, 116, 117, 118, 119].map(String),
    ])
  })

  test.each(['x', '"', '\\', 'ñ', '👩🏽‍🔧', '\u0001'])(
    'has room in its frame for errors that are long, also of %j',
    (letter) => {
      const death = {
        topic: 't'.repeat(200),
        consumer: 'c'.repeat(200),
        attempts: 99,
        errors: after(99, letter.repeat(2_000)),
      }
      const frame = deadLetter(delivered, death)
      expect(bytes(frame) - bytes(delivered)).toBeLessThan(roomForDeath)
      const told = JSON.parse(frame.properties['x-errors']!) as readonly AttemptError[]
      expect(told[0]).toEqual(death.errors[0])
      expect(told.at(-1)).toEqual(death.errors.at(-1))
    },
  )
})
