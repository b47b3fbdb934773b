import { describe, expect, test } from 'vitest'
import { aCall } from '../../../../test/a-call.ts'
import { received } from '../../../../test/kafka/received.ts'
import { outboundMessage } from '../../../../test/outbound-message.ts'
import { CompanyId } from '../../../seedwork/call.ts'
import { Message } from '../../../seedwork/message.ts'
import { uuidv7Ids } from '../../../seedwork/typed-id.ts'
import { laneOfRecord, messageOf, toRecord } from './mapping.ts'
import { partitionOf } from './partitioner.ts'

const { companyId } = aCall()
const outbound = outboundMessage({ companyId, key: 'a key', data: { amount: '12' } })

describe('a message as a record', () => {
  test('has its attributes as headers and its data as plain JSON', () => {
    const { topic, value, headers } = toRecord(outbound, 7)
    expect(topic).toBe('test.topic')
    expect(String(value)).toBe('{"amount":"12"}')
    expect(String(headers.get('ce_id'))).toBe(outbound.message.id)
    expect(String(headers.get('content-type'))).toBe('application/json')
  })

  test('has company and key for a key, which choose the partition', () => {
    const { key, partition } = toRecord(outbound, 7)
    expect(String(key)).toBe(`${companyId}/a key`)
    expect(partition).toBe(partitionOf(key!, 7))
  })

  test('is in another lane than one of the same key and another company', () => {
    const theirs = outboundMessage({ companyId: uuidv7Ids.next(CompanyId), key: 'a key' })
    expect(toRecord(theirs, 7).key).not.toEqual(toRecord(outbound, 7).key)
  })
})

describe('a record', () => {
  const record = received(0, 4, 'k')

  test('is read as the message that it was', () => {
    expect(Message.parse(messageOf(record))).toMatchObject({ partitionkey: 'k', sequence: 5 })
  })

  test('is read by the first of two headers with one name, as if empty ones were not there', () => {
    const id = uuidv7Ids.next(CompanyId)
    const headerEntries = [['ce_subject', undefined], [undefined, Buffer.from('x')], ...record.headerEntries] as const
    expect(Message.parse(messageOf({ ...record, headerEntries }))).toEqual(Message.parse(messageOf(record)))
    const twice = [['ce_id', Buffer.from(id)], ...record.headerEntries] as const
    expect(Message.parse(messageOf({ ...record, headerEntries: twice })).id).toBe(id)
  })

  test.each([
    ['without a value and headers', { value: undefined, headerEntries: [] }],
    ['with bytes that are no text', { value: Buffer.from([0x22, 0xff]) }],
    ['with JSON of somebody else', { value: Buffer.from('{}'), headerEntries: [] }],
  ])('%s is no message, and no error', (_what, other) => {
    expect(Message.safeParse(messageOf({ ...record, ...other })).success).toBe(false)
  })

  test('keeps its lane by its key, byte by byte, and is alone without one', () => {
    const other = received(0, 9, 'k')
    expect(laneOfRecord(other)).toBe(laneOfRecord(record))
    expect(laneOfRecord({ ...record, key: Buffer.from([0xff]) })).not.toBe(
      laneOfRecord({ ...record, key: Buffer.from([0xfe]) }),
    )
    expect(laneOfRecord({ ...record, key: undefined })).not.toBe(laneOfRecord({ ...other, key: undefined }))
  })
})
