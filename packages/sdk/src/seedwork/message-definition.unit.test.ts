import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { defineMessage, type Topic } from './message-definition.ts'
import { typedId } from './typed-id.ts'
import { upcast, upcaster } from './upcast.ts'

const schema = z.object({ n: z.int() })
const good = { type: 'test.happened', version: 1, schema, topic: 'eventos.test', key: () => 'k' } as const
const step = upcaster(z.unknown(), (data) => data)

describe('a definition', () => {
  test('says all that there is to know of a type of message', () => {
    const Happened = defineMessage({ ...good, key: ({ n }) => `key ${n}` })
    expect(Happened).toMatchObject({ type: 'test.happened', version: 1, schema, topic: 'eventos.test', upcasters: {} })
    expect(Happened.key({ n: 7 })).toBe('key 7')
  })

  test.each<[string, object]>([
    ['a type without a context', { type: 'happened' }],
    ['a type in upper case', { type: 'test.Happened' }],
    ['an empty type', { type: '' }],
    ['a topic of no kind', { topic: 'test.topic' }],
    ['a topic of no module', { topic: 'eventos.' }],
    ['a topic with a space', { topic: 'comandos.a b' }],
    ['version 0', { version: 0 }],
    ['version 1.5', { version: 1.5 }],
    ['an upcaster of the present version', { version: 2, upcasters: { 2: step } }],
    ['an upcaster with a gap behind it', { version: 3, upcasters: { 1: step } }],
    ['a gap between upcasters', { version: 4, upcasters: { 1: step, 3: step } }],
    ['an upcaster from before the first version', { version: 1, upcasters: { 0: step } }],
    ['a date', { schema: z.object({ at: z.date() }) }],
    ['a bigint', { schema: z.object({ cents: z.bigint() }) }],
    ['a transform', { schema: z.object({ n: z.string().transform(Number) }) }],
    ['a schema that makes of text a truth value', { schema: z.object({ required: z.stringbool() }) }],
    ['a schema that makes of a text a number', { schema: z.array(z.string().transform(Number).pipe(z.number())) }],
    ['a class', { schema: z.instanceof(URL) }],
  ])('with %s is refused where it stands', (_what, wrong) => {
    const define = () => defineMessage({ ...good, ...(wrong as { topic: Topic }) })
    expect(define).toThrow(expect.objectContaining({ kind: 'invalid', code: 'messaging.bad_definition' }))
  })

  test.each<[string, z.ZodType]>([
    ['a default', z.object({ by: z.object({ is: z.boolean().default(true) }).default({ is: false }) })],
    ['a default in a list', z.tuple([z.string().default('MXN')])],
    ['what is optional', z.object({ by: z.string().nullish() })],
    ['an id of a brand', z.object({ id: typedId('TestId') })],
    ['unknown fields that stay', z.looseObject({ properties: z.string(), required: z.boolean() })],
    ['a text without the space around it', z.object({ name: z.string().trim().pipe(z.email()) })],
    [
      'a choice',
      z.discriminatedUnion('is', [z.object({ is: z.literal('a') }), z.strictObject({ is: z.literal('b') })]),
    ],
  ])('may have %s: it reads what it made', (_what, json) => {
    expect(() => defineMessage({ ...good, schema: json })).not.toThrow()
  })

  const keyed = defineMessage({ ...good, schema: z.object({ key: z.string() }), key: ({ key }) => key })
  test.each(['', 'a', "O'Hara 🐘", 'k'.repeat(512)])('gives a key that every database and broker takes: %j', (key) => {
    expect(keyed.key({ key })).toBe(key)
  })

  test.each([
    ['too long', 'k'.repeat(513)],
    ['with NUL', 'a\0b'],
    ['of half a character', 'a\ud800'],
  ])('refuses a key %s, without repeating it', (_what, key) => {
    const refusal = expect.objectContaining({ kind: 'invalid', code: 'messaging.bad_key' })
    expect(() => keyed.key({ key })).toThrow(refusal)
    expect(() => keyed.key({ key })).not.toThrow(key)
  })

  test('may leave out upcasters of versions that nobody has any more', () => {
    expect(() => defineMessage({ ...good, version: 4, upcasters: { 2: step, 3: step } })).not.toThrow()
  })
})

describe('data of an older version', () => {
  const Paid = defineMessage({
    type: 'test.paid',
    version: 4,
    schema: z.strictObject({ cents: z.int(), currency: z.string(), by: z.string().default('cash') }),
    topic: 'eventos.test',
    key: () => 'k',
    upcasters: {
      2: upcaster(z.object({ amount: z.coerce.number().default(7) }), ({ amount }) => ({ cents: amount * 100 })),
      3: upcaster(z.object({ cents: z.int() }), ({ cents }) => ({ cents, currency: 'MXN' })),
    },
  })
  const reading = (version: number, data: unknown) => () => upcast(Paid, { version, data })

  test('are brought to the present form step by step, by what each schema made of them', () => {
    expect(reading(4, { cents: 5, currency: 'COP', by: 'card' })()).toEqual({ cents: 5, currency: 'COP', by: 'card' })
    expect(reading(3, { cents: 5 })()).toEqual({ cents: 5, currency: 'MXN', by: 'cash' })
    expect(reading(2, {})()).toEqual({ cents: 700, currency: 'MXN', by: 'cash' })
    expect(reading(2, { amount: '5' })()).toEqual({ cents: 500, currency: 'MXN', by: 'cash' })
  })

  test.each([1, 5, 0, -1, 99, Number.NaN])('of a version that nobody can read are refused: %d', (version) => {
    const data = { cents: 5, currency: 'MXN' }
    expect(reading(version, data)).toThrow(
      expect.objectContaining({ kind: 'invalid', code: 'messaging.unknown_version', details: expect.anything() }),
    )
  })

  test('are refused with the places that do not fit, and not with what stood there', () => {
    const Order = defineMessage({
      ...good,
      schema: z.strictObject({ lines: z.array(z.object({ cents: z.int() })), by: z.email() }),
    })
    const order = (data: unknown) => () => upcast(Order, { version: 1, data })
    expect(order({ lines: [{ cents: 1 }, { cents: 'Ana' }], by: 'Ana' })).toThrow(
      'the data of test.happened do not fit: lines.1.cents (invalid_type), by (invalid_format)',
    )
    expect(order('Ana')).toThrow('the data of test.happened do not fit: as a whole (invalid_type)')
    const lines = Array(6).fill({})
    expect(order({ lines, by: 'ana@example.com' })).toThrow(/lines\.4\.cents \(invalid_type\), …$/)
  })

  test('are refused when an upcaster throws at them, with the version that it read', () => {
    const broken = upcaster(z.unknown(), () => {
      throw new TypeError("Ana can't be read")
    })
    const Owed = defineMessage({ ...good, version: 3, upcasters: { 1: step, 2: broken } })
    expect(() => upcast(Owed, { version: 1, data: {} })).toThrow(
      expect.objectContaining({
        kind: 'invalid',
        code: 'messaging.bad_data',
        message: "the data of test.happened can't be brought from version 2 to 3",
        cause: expect.any(TypeError),
      }),
    )
  })

  test('are refused by the schema of the version that they were written in, or of any on their way', () => {
    const bad = expect.objectContaining({ kind: 'invalid', code: 'messaging.bad_data' })
    expect(reading(2, { amount: 'five' })).toThrow(bad)
    expect(reading(2, { amount: 0.001 })).toThrow(bad)
    expect(reading(3, { amount: 5 })).toThrow(bad)
    expect(reading(4, { cents: 5 })).toThrow(bad)
  })
})
