import { describe, expect, test } from 'vitest'
import { aCall } from '../../../../test/a-call.ts'
import { outboundMessage } from '../../../../test/outbound-message.ts'
import { Message } from '../../../seedwork/message.ts'
import { binary } from './binary.ts'
import { readEnvelope, type Enveloped } from './read-envelope.ts'
import { structured } from './structured.ts'

const { companyId } = aCall()
const script = 'ñandú «coördinación» 日本語 👩🏽‍🔧 \u2028 \\ " \t'
const bare = outboundMessage({ companyId, key: 'k', data: { n: 1 } }).message
const whole: Message = {
  ...bare,
  subject: script,
  partitionkey: script,
  sequence: 9_007_199_254_740_991,
  causationid: bare.id,
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  tracestate: 'vendor=a:b,other=1',
  data: { amount: '123456789012345678901', ratio: 0.1, none: null, list: [1, [2], {}], [script]: script },
}
const asStructured = (message: Message): Enveloped => {
  const { contentType, body } = structured(message)
  return { headers: { 'content-type': contentType }, body }
}
const bytes = (text: string) => new TextEncoder().encode(text)
const inBytes = ({ headers, body }: Enveloped): Enveloped => ({
  headers: Object.entries(headers).map(([name, value]) => [bytes(name), bytes(String(value))] as const),
  body: bytes(String(body)),
})

describe('a message in an envelope', () => {
  test('is one JSON text in structured mode', () => {
    const { contentType, body } = structured(bare)
    expect(contentType).toBe('application/cloudevents+json; charset=UTF-8')
    expect(JSON.parse(body)).toEqual(bare)
  })

  test('is headers and plain JSON in binary mode, and what it has not is no header', () => {
    const { headers, body } = binary(bare)
    expect(headers).toEqual({
      ce_specversion: '1.0',
      ce_id: bare.id,
      ce_type: 'test.happened',
      ce_source: 'baltra/test',
      ce_subject: 'k',
      ce_time: bare.time,
      ce_dataschema: 'test.happened/1',
      ce_companyid: companyId,
      ce_partitionkey: 'k',
      ce_sequence: '1',
      ce_correlationid: 'test',
      'content-type': 'application/json',
    })
    expect(body).toBe('{"n":1}')
    expect(Object.keys(binary({ ...bare, causationid: undefined }).headers)).not.toContain('ce_causationid')
  })

  test.each([
    ['structured', asStructured],
    ['binary', binary],
  ])('in %s mode is read as it was, from texts and from bytes', (_mode, envelope) => {
    for (const message of [bare, whole, { ...bare, data: null }, { ...bare, data: 'text' }, { ...bare, data: 0 }]) {
      expect(readEnvelope(envelope(message))).toEqual(message)
      expect(readEnvelope(inBytes(envelope(message)))).toEqual(message)
      expect(Message.parse(readEnvelope(envelope(message)))).toEqual(message)
    }
  })

  test('without data is read so, in both modes', () => {
    const { data: _none, ...rest } = bare
    const message = { ...rest, data: undefined }
    expect(readEnvelope(binary(message))).toEqual(rest)
    expect(readEnvelope(asStructured(message))).toEqual(rest)
  })

  test('is read although a header that is none of its own has no value, or the record of a message without data', () => {
    const { headers, body } = binary(bare)
    expect(readEnvelope({ headers: { ...headers, traceid: null, [`x-${script}`]: undefined }, body })).toEqual(bare)
    const { data: _none, ...rest } = bare
    expect(readEnvelope({ headers, body: null })).toEqual(rest)
  })

  test('is structured where there is neither content type nor attribute', () => {
    expect(readEnvelope({ headers: {}, body: structured(bare).body })).toEqual(bare)
  })

  test('is structured when the content type says so, whatever else is there', () => {
    const { body } = structured(bare)
    const headers = { ...binary(whole).headers, 'content-type': 'Application/CloudEvents+JSON' }
    expect(readEnvelope({ headers, body })).toEqual(bare)
  })

  test('keeps the first of two headers with one name, however they are written', () => {
    const { headers, body } = binary(bare)
    const pairs = [...Object.entries(headers), ['ce_id', 'another'], ['CE_TYPE', 'another']] as [string, string][]
    expect(readEnvelope({ headers: pairs, body })).toEqual(bare)
    expect(readEnvelope({ headers: new Map(pairs.toReversed()), body })).toMatchObject({ type: 'another' })
  })

  test('takes parameters of the content type for what they are', () => {
    const { headers, body } = binary(bare)
    const spoken = { ...headers, 'content-type': 'application/json; charset=utf-8' }
    expect(readEnvelope({ headers: spoken, body })).toEqual(bare)
  })

  test('may have its data as base64, as the JSON format allows', () => {
    const { data, ...rest } = whole
    const body = JSON.stringify({ ...rest, data_base64: Buffer.from(JSON.stringify(data)).toString('base64') })
    expect(readEnvelope({ headers: { 'content-type': 'application/cloudevents+json' }, body })).toEqual(whole)
  })
})

describe('what is no message is refused by the schema, and throws nothing', () => {
  const { headers, body } = binary(bare)
  const json = { 'content-type': structured(bare).contentType }
  const { ce_id: _id, ...withoutId } = headers
  const broken: readonly [string, Enveloped][] = [
    ['an empty body', { headers: {}, body: '' }],
    ['an empty structured body', { headers: json, body: '' }],
    ['no JSON', { headers: json, body: '{"id":' }],
    ['JSON that is no object', { headers: json, body: '"text"' }],
    ['null', { headers: json, body: 'null' }],
    [
      'a batch',
      { headers: { 'content-type': 'application/cloudevents-batch+json' }, body: `[${structured(bare).body}]` },
    ],
    ['plain JSON of somebody else', { headers: { 'content-type': 'application/json' }, body }],
    ['binary mode with broken data', { headers, body: '{"n":' }],
    ['binary mode without an id', { headers: withoutId, body }],
    ['a sequence that is no number', { headers: { ...headers, ce_sequence: '1e3' }, body }],
    ['a sequence too large to be exact', { headers: { ...headers, ce_sequence: '9007199254740993' }, body }],
    ['another type of content', { headers: { ...headers, 'content-type': 'text/plain' }, body }],
    ['bytes that are no text', { headers, body: new Uint8Array([0x22, 0xff, 0x22]) }],
    ['base64 of no JSON', { headers: json, body: JSON.stringify({ ...bare, data_base64: '////' }) }],
    ['a prototype', { headers: { ...headers, ce___proto__: 'x', ce_specversion: '2.0' }, body }],
    ['no body', { headers: {}, body: null }],
    ['no structured body', { headers: json, body: undefined }],
    ['an attribute without a value', { headers: { ...headers, ce_id: null }, body }],
    ['a header without a name', { headers: [[null, 'x'], ...Object.entries(withoutId)], body }],
  ]
  test.each(broken)('%s', (_what, enveloped) => {
    expect(Message.safeParse(readEnvelope(enveloped)).success).toBe(false)
  })

  test('and keeps all that there was, for whoever looks into the dead letters', () => {
    expect(readEnvelope({ headers, body: '{"n":' })).toEqual({ unreadable: 'SyntaxError', headers, body: '{"n":' })
    expect(readEnvelope({ headers: {}, body: new Uint8Array([0xff]) })).toEqual({
      unreadable: 'it is not UTF-8',
      headers: {},
      body: '/w==',
    })
  })
})
