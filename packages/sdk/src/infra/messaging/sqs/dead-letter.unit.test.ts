import { describe, expect, test } from 'vitest'
import { deadLetter, deadLetterAttribute, type AttemptError } from './dead-letter.ts'
import { deadLetterBytes } from './send-in-order.ts'
import type { Attributes } from './sqs-api.ts'

const error = (message: string): AttemptError => ({
  at: '2026-11-24T00:00:00.000Z',
  code: 'a.b',
  kind: 'invalid',
  message,
})
const reasons = (...errors: readonly AttemptError[]) => ({ consumer: 'tester', topic: 'test.topic', errors })
const received = { Body: '{"n":1}', Attributes: { MessageGroupId: 'lane' } }
const text = (value: string) => ({ DataType: 'String', StringValue: value })
const many = (count: number): Attributes =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [`name_${n}`, text('x')]))

const toldIn = ({ MessageAttributes = {} }: { readonly MessageAttributes?: Attributes }) =>
  JSON.parse(MessageAttributes[deadLetterAttribute]!.StringValue!) as ReturnType<typeof reasons>

describe('a dead letter', () => {
  test('is the message as it came, in its lane, with all that went wrong', () => {
    const letter = deadLetter({ ...received, MessageAttributes: many(2) }, reasons(error('ñ'), error('two')), true)
    expect(letter).toMatchObject({ MessageBody: '{"n":1}', MessageGroupId: 'lane', MessageAttributes: many(2) })
    expect(toldIn(letter)).toEqual(reasons(error('ñ'), error('two')))
  })

  test('has an id of its own on FIFO: one that is parked again soon is another', () => {
    const ids = [1, 2].map(() => deadLetter(received, reasons(error('one')), true).MessageDeduplicationId)
    expect(new Set(ids).size).toBe(2)
    expect(ids).not.toContain(undefined)
    expect(deadLetter(received, reasons(error('one')), false)).not.toHaveProperty('MessageDeduplicationId')
  })

  test('has new reasons when it was one before', () => {
    const before = deadLetter(received, reasons(error('old')), true)
    const again = deadLetter({ ...received, MessageAttributes: before.MessageAttributes! }, reasons(error('new')), true)
    expect(toldIn(again)).toEqual(reasons(error('new')))
  })

  test('keeps the newest of many reasons, within what every message leaves free', () => {
    const errors = Array.from({ length: 500 }, (_, n) => error(`ñ number ${n} 👩🏽‍🔧`))
    const letter = deadLetter(received, reasons(...errors), true)
    const { StringValue } = letter.MessageAttributes![deadLetterAttribute]!
    expect(deadLetterAttribute.length + 'String'.length + Buffer.byteLength(StringValue!)).toBeLessThanOrEqual(
      deadLetterBytes,
    )
    const { errors: kept } = toldIn(letter)
    expect(kept.length).toBeGreaterThan(5)
    expect(kept).toEqual(errors.slice(-kept.length))
  })

  test('says of an error that is too long what it was', () => {
    const { errors } = toldIn(deadLetter(received, reasons(error('x'.repeat(10_000))), true))
    expect(errors).toEqual([error('')])
  })

  test.each([
    ['ten attributes of somebody else', { ...received, MessageAttributes: many(10) }],
    ['a body without room', { ...received, Body: 'x'.repeat(1_048_576) }],
  ])('goes without its reasons where there is %s, and is not lost', (_, message) => {
    const { MessageBody, MessageAttributes } = deadLetter(message, reasons(error('one')), true)
    expect(MessageBody).toBe(message.Body)
    expect(MessageAttributes).toEqual('MessageAttributes' in message ? message.MessageAttributes : {})
  })
})
