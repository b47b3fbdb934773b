import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { acked, anAttempt, attending } from '../../../../test/an-attempt.ts'
import type { Message } from '../../../seedwork/message.ts'
import { defineMessage } from '../../../seedwork/message-definition.ts'
import { upcaster } from '../../../seedwork/upcast.ts'
import { validation } from './validation.ts'

const Paid = defineMessage({
  type: 'test.paid',
  version: 2,
  topic: 'eventos.test',
  schema: z.strictObject({ cents: z.int(), currency: z.string().default('MXN') }),
  key: () => 'k',
  upcasters: { 1: upcaster(z.object({ amount: z.number() }), ({ amount }) => ({ cents: amount * 100 })) },
})

/** The data as the handler got them, or why it got none. */
const validating = async (overrides: Partial<Message>) => {
  const { message } = anAttempt()
  const attempt = anAttempt({ message: { ...message, type: 'test.paid', dataschema: 'test.paid/2', ...overrides } })
  let handed: unknown
  const inside = async (inner: typeof attempt) => {
    expect(inner).toEqual({ ...attempt, message: { ...attempt.message, data: inner.message.data } })
    handed = inner.message.data
    return acked
  }
  const outcome = await attending(validation({ messages: [Paid] }), inside, attempt)
  return outcome === acked ? handed : outcome
}

describe('validation', () => {
  test('hands on what the schema made of the data', async () => {
    expect(await validating({ data: { cents: 5 } })).toEqual({ cents: 5, currency: 'MXN' })
  })

  test('and of the data of an older version what its upcaster made of them', async () => {
    expect(await validating({ dataschema: 'test.paid/1', data: { amount: 5 } })).toEqual({
      cents: 500,
      currency: 'MXN',
    })
  })

  test.each([
    ['a type that nobody knows', { type: 'test.heard_of' }, 'messaging.unknown_type'],
    ['a version that is not known yet', { dataschema: 'test.paid/3', data: { cents: 5 } }, 'messaging.unknown_version'],
    ['no version', { dataschema: 'test.paid', data: { cents: 5 } }, 'messaging.unknown_version'],
    ['a version that is no number', { dataschema: 'test.paid/two', data: { cents: 5 } }, 'messaging.unknown_version'],
    ['a version before the first', { dataschema: 'test.paid/0', data: { cents: 5 } }, 'messaging.unknown_version'],
    ['the schema of another type', { dataschema: 'test.owed/2', data: { cents: 5 } }, 'messaging.unknown_version'],
    ['data that do not fit', { data: { cents: 'five' } }, 'messaging.bad_data'],
    ['no data', { data: undefined }, 'messaging.bad_data'],
    ['old data that do not fit', { dataschema: 'test.paid/1', data: { cents: 5 } }, 'messaging.bad_data'],
  ])('refuses %s', async (_what, overrides, code) => {
    expect(await validating(overrides)).toMatchObject({ kind: 'invalid', code, retryable: false })
  })
})
