import { globSync } from 'node:fs'
import { join } from 'node:path'
import { Parser } from '@asyncapi/parser'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { asyncApi } from '../src/infra/messaging/async-api.ts'
import { defineMessage, type MessageDefinition } from '../src/seedwork/message-definition.ts'

const SOURCE = join(import.meta.dirname, '../src')

const isDefinition = (value: unknown): value is MessageDefinition =>
  typeof value === 'object' &&
  value !== null &&
  ['type', 'version', 'schema', 'topic', 'key'].every((name) => name in value)

/** Every message that a context's doors offer. */
const messagesOfContexts = async (): Promise<readonly MessageDefinition[]> => {
  const doors = globSync('domain/*/*/index.ts', { cwd: SOURCE })
  const modules = await Promise.all(doors.map((door): Promise<object> => import(join(SOURCE, door))))
  return [...new Set(modules.flatMap((exported) => Object.values(exported).filter(isDefinition)))]
}

/** What the parser finds wrong: 0 is its word for an error. */
const errorsIn = async (document: unknown): Promise<readonly unknown[]> => {
  const { diagnostics } = await new Parser().parse(JSON.stringify(document))
  return diagnostics.filter(({ severity }) => severity === 0).map(({ message, path }) => ({ message, path }))
}

const Paid = defineMessage({
  type: 'test.paid',
  version: 2,
  topic: 'eventos.test',
  schema: z.object({ cents: z.int(), by: z.string().default('cash') }),
  key: () => 'k',
  upcasters: {},
})
const Owed = defineMessage({ ...Paid, type: 'test.owed', version: 1 })
const Pay = defineMessage({ ...Paid, type: 'test.pay', version: 1, topic: 'comandos.test' })

describe('the AsyncAPI document of messages', () => {
  const document = asyncApi({ title: 'Test', version: '1', messages: [Paid, Owed, Pay] })

  test('tells each topic, who sends and who receives there, and each payload as it is sent', () => {
    expect(document).toMatchObject({
      asyncapi: '3.0.0',
      info: { title: 'Test', version: '1' },
      channels: {
        'comandos.test': {
          address: 'comandos.test',
          messages: { 'test.pay': { $ref: '#/components/messages/test.pay' } },
        },
        'eventos.test': { address: 'eventos.test' },
      },
      operations: {
        'receive.comandos.test': { action: 'receive' },
        'send.eventos.test': {
          action: 'send',
          channel: { $ref: '#/channels/eventos.test' },
          messages: [
            { $ref: '#/channels/eventos.test/messages/test.owed' },
            { $ref: '#/channels/eventos.test/messages/test.paid' },
          ],
        },
      },
      components: {
        messages: {
          'test.paid': {
            headers: { properties: { ce_type: { const: 'test.paid' }, ce_dataschema: { const: 'test.paid/2' } } },
            payload: { properties: { cents: { type: 'integer' } }, required: ['cents'] },
          },
        },
        messageTraits: {
          envelope: {
            headers: {
              properties: { ce_id: { type: 'string' }, ce_tracestate: { type: 'string' } },
              required: [
                'ce_specversion',
                'ce_id',
                'ce_type',
                'ce_source',
                'ce_time',
                'ce_dataschema',
                'ce_companyid',
                'ce_partitionkey',
                'ce_sequence',
                'ce_correlationid',
              ],
            },
          },
        },
      },
    })
  })

  test('is the same in whatever order the messages are given', () => {
    const other = asyncApi({ title: 'Test', version: '1', messages: [Pay, Owed, Paid] })
    expect(JSON.stringify(other)).toBe(JSON.stringify(document))
  })

  test('is valid, and the parser would know if it were not', async () => {
    expect(await errorsIn(document)).toEqual([])
    expect(await errorsIn({ ...document, operations: { wrong: { action: 'publish' } } })).not.toEqual([])
  })
})

describe('docs/asyncapi.json', () => {
  test('is what the definitions of the contexts say; run this test with --update after changing one', async () => {
    const messages = await messagesOfContexts()
    expect(messages.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['funnel.import_lead', 'funnel.applied', 'onboarding.case_opened']),
    )
    const document = asyncApi({ title: 'Baltra', version: '1', messages })
    expect(await errorsIn(document)).toEqual([])
    await expect(`${JSON.stringify(document, undefined, 2)}\n`).toMatchFileSnapshot(
      join(import.meta.dirname, '../../../docs/asyncapi.json'),
    )
  })
})
