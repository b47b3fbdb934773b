import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseWebhook } from './webhook-payload.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const parse = (body: unknown) => parseWebhook(bytes(JSON.stringify(body)))
const leadgen = (value: unknown) => ({ field: 'leadgen', value })
const page = (...changes: readonly unknown[]) => ({
  object: 'page',
  entry: [{ id: '1001', time: 1780000001, changes }],
})
const lead = { leadgen_id: '700000000000001', page_id: '1001', form_id: '3001' }
const told = { kind: 'leadgen', leadgenId: '700000000000001', pageId: '1001', formId: '3001' }

describe("a webhook's body", () => {
  test('tells of a lead', () => {
    const value = { ...lead, ad_id: '5001', adgroup_id: '5001', created_time: 1780000000, later: 'more' }
    const createdAt = new Date(1780000000_000)
    expect(parse(page(leadgen(value)))).toEqual([{ ...told, adId: '5001', createdAt }])
  })

  test('tells of an organic or test lead, which has no ad', () => {
    expect(parse(page(leadgen(lead)))).toEqual([told])
  })

  test('may name the ad by its old name only', () => {
    expect(parse(page(leadgen({ ...lead, adgroup_id: '5002' })))).toEqual([{ ...told, adId: '5002' }])
  })

  test('may have bare numbers for ids, also those that are no JavaScript number', () => {
    const body = `{"object":"page","entry":[{"id":1001,"changes":[{"field":"leadgen","value":
      {"leadgen_id":120211234567890123,"page_id":1001,"form_id":3001,"ad_id":120211234567890125}}]}]}`
    expect(parseWebhook(bytes(body))).toEqual([
      { ...told, leadgenId: '120211234567890123', adId: '120211234567890125' },
    ])
  })

  test('may have the time as text', () => {
    const [change] = parse(page(leadgen({ ...lead, created_time: '1780000000' })))
    expect(change).toEqual({ ...told, createdAt: new Date(1780000000_000) })
  })

  test.each([null, '', 'soon', -1, 1.5, 9e15, {}])('loses no lead over the time %j or such an ad', (garbled) => {
    const value = { ...lead, created_time: garbled, ad_id: garbled === 1.5 ? null : [garbled] }
    expect(parse(page(leadgen(value)))).toEqual([told])
  })

  test('may have several entries and changes', () => {
    const second = leadgen({ ...lead, leadgen_id: '2' })
    const third = leadgen({ ...lead, leadgen_id: '3' })
    const body = { object: 'page', entry: [...page(leadgen(lead), second).entry, ...page(third).entry] }
    expect(parse(body)).toEqual([told, { ...told, leadgenId: '2' }, { ...told, leadgenId: '3' }])
  })

  test('has nothing in an empty list', () => {
    expect(parse({ object: 'page', entry: [] })).toEqual([])
    expect(parse(page())).toEqual([])
  })

  test('may hold a malformed change among good ones', () => {
    const body = page(leadgen(lead), leadgen({ ...lead, form_id: 'secret words' }), 'no change', leadgen(lead))
    expect(parse(body)).toEqual([
      told,
      { kind: 'malformed', reason: 'entry[0].changes[1].value.form_id is not an id' },
      { kind: 'malformed', reason: 'entry[0].changes[2] is not an object' },
      told,
    ])
  })

  test.each([
    [leadgen({ ...lead, leadgen_id: undefined }), 'entry[0].changes[0].value.leadgen_id is not an id'],
    [leadgen({ ...lead, leadgen_id: '../me' }), 'entry[0].changes[0].value.leadgen_id is not an id'],
    [leadgen({ ...lead, leadgen_id: 1.5 }), 'entry[0].changes[0].value.leadgen_id is not an id'],
    [leadgen({ ...lead, leadgen_id: 1e20 }), 'entry[0].changes[0].value.leadgen_id is not an id'],
    [leadgen(undefined), 'entry[0].changes[0].value is not an object'],
    [leadgen([]), 'entry[0].changes[0].value is not an object'],
    [{ value: lead }, 'entry[0].changes[0].field is not text'],
    [null, 'entry[0].changes[0] is not an object'],
  ])('names what is wrong with %j', (change, reason) => {
    // 1e20 is written out by JSON.stringify as 100000000000000000000, which is an id: write it as an exponent.
    const body = JSON.stringify(page(change)).replace('100000000000000000000', '1e20')
    expect(parseWebhook(bytes(body))).toEqual([{ kind: 'malformed', reason }])
  })

  test('may hold a malformed entry among good ones', () => {
    const body = { object: 'page', entry: [1, { id: '1', changes: 'none' }, ...page(leadgen(lead)).entry] }
    expect(parse(body)).toEqual([
      { kind: 'malformed', reason: 'entry[0] is not an object' },
      { kind: 'malformed', reason: 'entry[1].changes is not a list' },
      told,
    ])
  })

  test('passes on what is not known', () => {
    const value = { id: '9' }
    const about = { kind: 'unknown', object: 'page', entryId: '1001' }
    expect(parse(page({ field: 'feed', value }, { field: 'mention' }))).toEqual([
      { ...about, field: 'feed', value },
      { ...about, field: 'mention', value: undefined },
    ])
  })

  test('knows leads only of pages', () => {
    const body = { object: 'user', entry: [{ id: 'abc', changes: [leadgen(lead)] }] }
    expect(parse(body)).toEqual([{ kind: 'unknown', object: 'user', field: 'leadgen', value: lead }])
  })

  test('passes on an entry that has something else than changes', () => {
    const entry = { id: '1001', messaging: [{ message: 'hi' }] }
    expect(parse({ object: 'page', entry: [entry] })).toEqual([
      { kind: 'unknown', object: 'page', entryId: '1001', value: entry },
    ])
  })

  test.each([
    ['no JSON', bytes('<html>'), 'body is not a JSON object'],
    ['half of it', bytes('{"object":"page","entry":['), 'body is not a JSON object'],
    ['nothing', bytes(''), 'body is not a JSON object'],
    [
      'no UTF-8',
      Uint8Array.from(bytes('{"object":"?","entry":[]}'), (byte) => (byte === 0x3f ? 0xff : byte)),
      'body is not a JSON object',
    ],
    ['a list', bytes('[]'), 'body is not a JSON object'],
    ['null', bytes('null'), 'body is not a JSON object'],
    ['neither key', bytes('{}'), 'body.object is not text; body.entry is not a list'],
    ['no list', bytes('{"object":"page","entry":{}}'), 'body.entry is not a list'],
    ['a tower', bytes('['.repeat(200_000) + ']'.repeat(200_000)), 'body is not a JSON object'],
  ])('is malformed when it is %s', (_what, body, reason) => {
    expect(parseWebhook(body)).toEqual([{ kind: 'malformed', reason }])
  })

  test('is never a reason to throw', () => {
    fc.assert(fc.property(fc.uint8Array(), (body) => void parseWebhook(body)))
    const anything = fc.anything({ withNullPrototype: true })
    const delivery = fc.oneof(
      fc.json().map((text) => text),
      fc.record({ object: anything, entry: anything }).map((body) => JSON.stringify(body)),
      fc.array(anything).map((changes) => JSON.stringify(page(...changes))),
      fc
        .array(fc.record({ field: fc.constant('leadgen'), value: anything }))
        .map((all) => JSON.stringify(page(...all))),
    )
    fc.assert(fc.property(delivery, (body) => parseWebhook(bytes(body)).every(({ kind }) => kind.length > 0)))
  })

  test('tells one thing for each change, whatever stands beside it', () => {
    const change = fc.oneof(fc.constant(leadgen(lead)), fc.jsonValue())
    fc.assert(
      fc.property(fc.array(change), (changes) => {
        const told = parse(page(...changes))
        expect(told).toHaveLength(changes.length)
        changes.forEach((each, index) => {
          if (each && typeof each === 'object' && 'field' in each) expect(told[index]?.kind).toBe('leadgen')
        })
      }),
    )
  })
})
