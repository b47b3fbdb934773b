import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { aCall } from '../../../test/a-call.ts'
import { outboundMessage } from '../../../test/outbound-message.ts'
import { aDelivery } from '../../../test/settled-delivery.ts'
import { warnings } from '../../../test/warnings.ts'
import type { Call } from '../../seedwork/call.ts'
import { Failure } from '../../seedwork/failure.ts'
import type { Message } from '../../seedwork/message.ts'
import type { Subscriber } from '../../seedwork/transport.ts'
import { consume } from './consumer.ts'
import type { MessageMiddleware } from './delivery-handler.ts'
import type { Route } from './routes.ts'

const { companyId } = aCall()
const aMessage = (overrides: Partial<Message> = {}): Message => ({
  ...outboundMessage({ companyId, key: 'k', data: { n: 1 } }).message,
  ...overrides,
})

/** What becomes of a message that a transport hands over. */
const consuming = async (message: unknown, { middleware = [] }: { middleware?: readonly MessageMiddleware[] } = {}) => {
  const handled: { data: unknown; call: Call }[] = []
  const route: Route = {
    type: 'test.happened',
    data: z.object({ n: z.int(), doubled: z.boolean().default(false) }),
    handle: async ({ data }, call) => void handled.push({ data, call }),
  }
  const { delivery, settlements } = aDelivery({ message })
  const subscriber: Subscriber = {
    subscribe: async () => undefined,
    consume: (_subscription, handle) => handle(delivery),
  }
  const options = { consumer: 'tester', topics: ['test.topic'], routes: [route], signal: new AbortController().signal }
  await consume({ subscriber, logger: warnings(), middleware }, options)
  return { settled: settlements[0]!, handled }
}

describe('a consumer', () => {
  test('hands on what the schema made of the data, with a call that says where it came from', async () => {
    const message = aMessage({ traceparent: '00-1-2-01' })
    const { settled, handled } = await consuming(message)
    expect(settled.became).toBe('acked')
    expect(handled).toEqual([
      {
        data: { n: 1, doubled: false },
        call: {
          companyId,
          actor: { kind: 'consumer', id: 'tester' },
          correlationId: message.correlationid,
          causationId: message.id,
          traceparent: '00-1-2-01',
          once: { kind: 'message', consumer: 'tester', messageId: message.id },
        },
      },
    ])
  })

  test.each([
    ['no object', 'text', 'messaging.malformed'],
    ['nothing', null, 'messaging.malformed'],
    ['no company', { ...aMessage(), companyid: undefined }, 'messaging.malformed'],
    ['another version of the envelope', { ...aMessage(), specversion: '0.3' }, 'messaging.malformed'],
    ['an unknown type', aMessage({ type: 'test.never_heard_of' }), 'messaging.unknown_type'],
    ['data that do not fit', aMessage({ data: { n: 'one' } }), 'messaging.bad_data'],
    ['no data', aMessage({ data: undefined }), 'messaging.bad_data'],
  ])('parks %s with the reason, and tries it no more', async (_, message, code) => {
    const { settled, handled } = await consuming(message)
    expect(settled).toMatchObject({ became: 'parked', failure: { kind: 'invalid', code } })
    expect(handled).toEqual([])
  })

  test('wraps every handling, the first middleware outermost', async () => {
    const steps: string[] = []
    const told =
      (name: string): MessageMiddleware =>
      (next) =>
      async (message, call) => {
        steps.push(`${name} in`)
        await next(message, call)
        steps.push(`${name} out`)
      }
    await consuming(aMessage(), { middleware: [told('outer'), told('inner')] })
    expect(steps).toEqual(['outer in', 'inner in', 'inner out', 'outer out'])
  })

  test('settles by what a middleware makes of it', async () => {
    const refuse: MessageMiddleware = () => () => Promise.reject(new Failure('not_found', 'test.no', 'no'))
    expect((await consuming(aMessage(), { middleware: [refuse] })).settled).toMatchObject({
      became: 'parked',
      failure: { code: 'test.no' },
    })
  })
})
