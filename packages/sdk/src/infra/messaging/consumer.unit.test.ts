import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { aCall } from '../../../test/a-call.ts'
import { acked } from '../../../test/an-attempt.ts'
import { outboundMessage } from '../../../test/outbound-message.ts'
import { aDelivery } from '../../../test/settled-delivery.ts'
import { warnings } from '../../../test/warnings.ts'
import type { Call } from '../../seedwork/call.ts'
import { Failure } from '../../seedwork/failure.ts'
import type { Message } from '../../seedwork/message.ts'
import { defineMessage } from '../../seedwork/message-definition.ts'
import { handle, ignore } from '../../seedwork/message-handler.ts'
import type { Measurement } from '../../seedwork/middleware/metrics.ts'
import type { Spans } from '../../seedwork/middleware/tracing.ts'
import { upcaster } from '../../seedwork/upcast.ts'
import type { Delivery, Subscriber, Subscription } from '../../seedwork/transport.ts'
import type { MessageMiddleware } from './attempt.ts'
import { consumer } from './consumer.ts'
import { usualMiddleware } from './usual-middleware.ts'

const { companyId } = aCall()
const aMessage = (overrides: Partial<Message> = {}): Message => ({
  ...outboundMessage({ companyId, key: 'k', data: { n: 1 } }).message,
  ...overrides,
})
const published = { version: 1, topic: 'eventos.test', key: () => 'k' } as const
const Happened = defineMessage({
  ...published,
  type: 'test.happened',
  schema: z.object({ n: z.int(), doubled: z.boolean().default(false) }),
})
const Ended = defineMessage({ ...published, type: 'test.ended', schema: z.object({}) })
const Ordered = defineMessage({ ...published, topic: 'comandos.test', type: 'test.order', schema: z.object({}) })
const messages = [Happened, Ended, Ordered]

interface Transport {
  readonly deliveries?: readonly Delivery[]
  readonly subscribed?: Subscription[]
}
const transport = ({ deliveries = [], subscribed = [] }: Transport = {}): Subscriber => ({
  subscribe: async (subscription) => void subscribed.push(subscription),
  async consume(subscription, hand) {
    subscribed.push(subscription)
    for (const delivery of deliveries) await hand(delivery)
  },
})

/** What becomes of a message that a transport hands over. */
const consuming = async (
  message: unknown,
  { middleware, ...counts }: { middleware?: readonly MessageMiddleware[]; started?: number; finished?: number } = {},
) => {
  const handled: { data: unknown; call: Call; at: Date }[] = []
  const { delivery, settlements } = aDelivery({ message, ...counts })
  const handlers = [
    handle(Happened, async (data, call, at) => void handled.push({ data, call, at })),
    ignore(Ended),
    ignore(Ordered),
  ]
  const dependencies = { subscriber: transport({ deliveries: [delivery] }), logger: warnings() }
  await consumer(
    { ...dependencies, ...(middleware ? { middleware } : {}) },
    { name: 'tester', messages, handlers },
  ).run(new AbortController().signal)
  expect(settlements).toHaveLength(1)
  return { settled: settlements[0]!, handled }
}

describe('a consumer', () => {
  const trace = { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', tracestate: 'a=1' }

  test('hands on what the schema made of the data, with a call that says where it came from', async () => {
    const message = aMessage(trace)
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
          ...trace,
          once: { kind: 'message', consumer: 'tester', messageId: message.id },
        },
        at: new Date(message.time),
      },
    ])
  })

  test('drops an ill-formed trace and handles the message', async () => {
    const { settled, handled } = await consuming({ ...aMessage(), ...trace, traceparent: 'nonsense' })
    expect(settled.became).toBe('acked')
    expect(handled[0]?.call).not.toHaveProperty('traceparent')
    expect(handled[0]?.call).not.toHaveProperty('tracestate')
  })

  test.each([
    ['no object', 'text', 'messaging.malformed'],
    ['nothing', null, 'messaging.malformed'],
    ['no company', { ...aMessage(), companyid: undefined }, 'messaging.malformed'],
    ['another version of the envelope', { ...aMessage(), specversion: '0.3' }, 'messaging.malformed'],
    ['an unknown type', aMessage({ type: 'test.never_heard_of' }), 'messaging.unknown_type'],
    ['a newer version', aMessage({ dataschema: 'test.happened/2' }), 'messaging.unknown_version'],
    ['data that do not fit', aMessage({ data: { n: 'one' } }), 'messaging.bad_data'],
    ['no data', aMessage({ data: undefined }), 'messaging.bad_data'],
  ])('parks %s with the reason, and tries it no more', async (_, message, code) => {
    const { settled, handled } = await consuming(message)
    expect(settled).toMatchObject({ became: 'parked', failure: { kind: 'invalid', code } })
    expect(handled).toEqual([])
  })

  test('takes a time of any offset', async () => {
    const { settled, handled } = await consuming(aMessage({ time: '2026-11-24T06:00:00.5-06:00' }))
    expect([settled.became, handled[0]?.at]).toEqual(['acked', new Date('2026-11-24T12:00:00.5Z')])
  })

  test('parks at once what an upcaster throws at', async () => {
    const broken = upcaster(z.unknown(), () => {
      throw new TypeError('a bug')
    })
    const Changed = defineMessage({
      ...published,
      type: 'test.changed',
      version: 2,
      schema: z.object({}),
      upcasters: { 1: broken },
    })
    const message = aMessage({ type: 'test.changed', dataschema: 'test.changed/1', data: {} })
    const { delivery, settlements } = aDelivery({ message })
    const dependencies = { subscriber: transport({ deliveries: [delivery] }), logger: warnings() }
    await consumer(dependencies, { name: 'tester', messages: [Changed], handlers: [ignore(Changed)] }).run(
      new AbortController().signal,
    )
    expect(settlements).toMatchObject([
      { became: 'parked', failure: { code: 'messaging.bad_data', message: expect.stringContaining('version 1 to 2') } },
    ])
  })

  test('labels what it measures and traces with its own types, however a message calls itself', async () => {
    const labels: unknown[] = []
    const spans: unknown[] = []
    const emit = (measurement: Measurement) => void labels.push(measurement.labels)
    const span: Spans['span'] = (name, call, work) => (spans.push(name), work(call))
    const middleware = usualMiddleware({ logger: warnings(), emit, spans: { span } })
    for (const type of ['test.happened', 'test.made_up', '__proto__']) {
      await consuming(aMessage({ type, dataschema: `${type}/1` }), { middleware })
    }
    const label = { consumer: 'tester' }
    const unknown = { ...label, type: 'unknown', outcome: 'messaging.unknown_type', became: 'parked' }
    expect(labels).toEqual([{ ...label, type: 'test.happened', outcome: 'ok', became: 'acked' }, unknown, unknown])
    expect(spans).toEqual(['consume test.happened', 'consume unknown', 'consume unknown'])
  })

  test.each([
    ['attributes', { ...aMessage(), specversion: '0.3', sequence: 0 }, 'this is no message: specversion, sequence'],
    ['no object', 'text', 'this is no message: it is no object'],
    ['nothing readable', { unreadable: 'SyntaxError', headers: {}, body: '{' }, "this is no message: it can't be read"],
  ])('says why it is no message: %s', async (_, message, why) => {
    const { settled } = await consuming(message)
    expect(settled).toMatchObject({ failure: { message: why } })
  })

  test('parks what is no message also when its logger fails', async () => {
    const { delivery, settlements } = aDelivery({ message: {} })
    const logger = { warn: () => expect.unreachable('the disk is full') }
    const dependencies = { subscriber: transport({ deliveries: [delivery] }), logger }
    await consumer(dependencies, { name: 'tester', messages: [Happened], handlers: [ignore(Happened)] }).run(
      new AbortController().signal,
    )
    expect(settlements).toMatchObject([{ became: 'parked', failure: { code: 'messaging.malformed' } }])
  })

  test.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])(
    'refuses at boot to handle %s at once',
    (concurrency) => {
      const options = { name: 'tester', messages: [Happened], handlers: [ignore(Happened)], concurrency }
      expect(() => consumer({ subscriber: transport(), logger: warnings() }, options)).toThrow(
        expect.objectContaining({ kind: 'invalid', code: 'messaging.bad_concurrency' }),
      )
    },
  )

  test('wraps every attempt, the first middleware outermost, and tells what is known of it', async () => {
    const steps: unknown[] = []
    const told =
      (name: string): MessageMiddleware =>
      (next) =>
      async (attempt) => {
        steps.push([name, attempt.consumer, attempt.topic, attempt.started, attempt.finished])
        const settlement = await next(attempt)
        steps.push(`${name} out`)
        return settlement
      }
    await consuming(aMessage(), { middleware: [told('outer'), told('inner')], started: 3, finished: 2 })
    const facts = ['tester', 'test.topic', 3, 2]
    expect(steps).toEqual([['outer', ...facts], ['inner', ...facts], 'inner out', 'outer out'])
  })

  test.each([
    acked,
    { became: 'retried', failure: new Failure('unknown', 'a.b', 'c'), after: 7 } as const,
    { became: 'parked', failure: new Failure('invalid', 'a.b', 'c') } as const,
  ])('does with the message what its middleware says: $became', async (settlement) => {
    expect((await consuming(aMessage(), { middleware: [() => async () => settlement] })).settled).toEqual(settlement)
  })

  test('leaves to the transport what nobody settles, and what can not be settled', async () => {
    const lost = new Failure('unavailable', 'db.unavailable', 'down')
    const handlers = messages.map(ignore)
    const running = (delivery: Delivery, middleware: readonly MessageMiddleware[] = []) =>
      consumer(
        { subscriber: transport({ deliveries: [delivery] }), logger: warnings(), middleware },
        { name: 'tester', messages, handlers },
      ).run(new AbortController().signal)
    const { delivery, settlements } = aDelivery({ message: aMessage() })
    await expect(running(delivery, [() => () => Promise.reject(lost)])).rejects.toBe(lost)
    await expect(running({ ...delivery, ack: () => Promise.reject(lost) })).rejects.toBe(lost)
    expect(settlements).toEqual([])
  })

  test('subscribes to the topics of its messages, each once', async () => {
    const subscribed: Subscription[] = []
    const made = consumer(
      { subscriber: transport({ subscribed }), logger: warnings() },
      { name: 'tester', messages, handlers: messages.map(ignore) },
    )
    await made.subscribe()
    await made.run(new AbortController().signal)
    expect(subscribed).toEqual(Array(2).fill({ consumer: 'tester', topics: ['eventos.test', 'comandos.test'] }))
  })

  test.each([
    ['without a handler for a message of its topics', [ignore(Happened), ignore(Ordered)], 'messaging.no_handler'],
    ['with two for one', [...messages.map(ignore), ignore(Ended)], 'messaging.doubled_handler'],
  ])('is not made %s', (_how, handlers, code) => {
    const making = () =>
      consumer({ subscriber: transport(), logger: warnings() }, { name: 'tester', messages, handlers })
    expect(making).toThrow(expect.objectContaining({ code }))
  })
})
