import { describe, expect, test } from 'vitest'
import { aCall } from '../../../../test/a-call.ts'
import { outboundMessage } from '../../../../test/outbound-message.ts'
import { Message } from '../../../seedwork/message.ts'
import { binary } from '../envelope/binary.ts'
import { bodyOf, messageOf, placeOf } from './mapping.ts'

const { companyId } = aCall()
const another = '019aab00-0000-7000-8000-00000000c0df' as typeof companyId
const outbound = (key: string, data: unknown = {}) => outboundMessage({ companyId, key, data })

/** What SQS lets into a body. */
const legal = /^[\u{9}\u{a}\u{d}\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]+$/u

describe('a body', () => {
  test('has no character that SQS refuses, and is read as it was written', () => {
    const every = Array.from({ length: 0x300 }, (_, n) => String.fromCodePoint(n)).join('')
    const text = `${every}\ufffd\ufffe\uffff\u2028👩🏽‍🔧\u{10ffff}`
    const { message } = outbound('a', { text, lone: '\ud800' })
    const body = bodyOf(message)
    expect(body).toMatch(legal)
    expect(messageOf({ Body: body })).toEqual(message)
  })

  test('has nothing beyond the basic plane, which not every stand-in takes', () => {
    expect(bodyOf(outbound('👩🏽‍🔧').message)).not.toMatch(/[\u{10000}-\u{10ffff}]/u)
  })
})

describe('a group', () => {
  test('on FIFO is the lane: company and key', () => {
    expect(placeOf(outbound('42'), true).MessageGroupId).toBe(`${companyId}:42`)
    const theirs = outboundMessage({ companyId: another, key: '42' })
    expect(placeOf(theirs, true).MessageGroupId).not.toBe(placeOf(outbound('42'), true).MessageGroupId)
  })

  test.each(['', ' ', 'ñ', 'a b', 'x'.repeat(92), 'x'.repeat(300), '\u0000'])(
    'has a name that SQS takes for key %j',
    (key) => {
      const { MessageGroupId } = placeOf(outbound(key), true)
      expect(MessageGroupId).toMatch(/^[\x21-\x7e]{1,128}$/)
      expect(MessageGroupId).not.toBe(placeOf(outbound(`${key}.`), true).MessageGroupId)
    },
  )

  test('elsewhere is the company, so that none keeps the others waiting', () => {
    expect(placeOf(outbound('42'), false)).toEqual({ MessageGroupId: companyId })
  })

  test('knows a message that is sent again by its id', () => {
    const sent = outbound('42')
    expect(placeOf(sent, true).MessageDeduplicationId).toBe(sent.message.id)
  })
})

describe('what is received', () => {
  test('may be binary mode, in text and in bytes', () => {
    const { message } = outbound('a', { n: 1 })
    const { headers, body } = binary(message)
    const texts = Object.entries(headers).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }])
    const bytes = Object.entries(headers).map(([name, value]) => [
      name,
      { DataType: 'Binary', BinaryValue: Buffer.from(value) },
    ])
    expect(messageOf({ Body: body, MessageAttributes: Object.fromEntries(texts) })).toEqual(message)
    expect(messageOf({ Body: body, MessageAttributes: Object.fromEntries(bytes) })).toEqual(message)
  })

  test.each([
    ['text', 'hello'],
    ['nothing', undefined],
    ['the envelope of a subscription to SNS that is not raw', JSON.stringify({ Type: 'Notification', Message: '{}' })],
  ])('and is %s is no message, and throws nothing', (_, Body) => {
    expect(Message.safeParse(messageOf({ Body })).success).toBe(false)
  })
})
