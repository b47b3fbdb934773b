import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { eventually } from '../../../test/eventually.ts'
import { callFor, hiringDatabase } from '../../../test/hiring-fixture.ts'
import { warnings } from '../../../test/warnings.ts'
import type { Call } from '../../seedwork/call.ts'
import type { Outbound } from '../../seedwork/message.ts'
import { defineMessage } from '../../seedwork/message-definition.ts'
import { handle } from '../../seedwork/message-handler.ts'
import type { Outgoing } from '../../seedwork/unit-of-work.ts'
import { upcaster } from '../../seedwork/upcast.ts'
import { PgOutbox, unitOfWork } from '../db/index.ts'
import { outgoing } from '../db/outgoing.ts'
import { consumer } from './consumer.ts'
import { memoryTransport } from './memory/index.ts'
import { relay } from './relay.ts'

let db: Awaited<ReturnType<typeof hiringDatabase>>
beforeAll(async () => void (db = await hiringDatabase()))
afterAll(() => db[Symbol.asyncDispose]())

const Ask = defineMessage({
  type: 'test.ask',
  version: 1,
  topic: 'comandos.test',
  schema: z.strictObject({ who: z.string().min(1) }),
  key: ({ who }) => `who ${who}`,
})
const OldAnswered = defineMessage({ ...Ask, type: 'test.answered', topic: 'eventos.test' })
const Answered = defineMessage({
  type: 'test.answered',
  version: 3,
  topic: 'eventos.test',
  schema: z.strictObject({ person: z.string() }),
  key: ({ person }) => person,
  upcasters: {
    1: upcaster(z.object({ who: z.string() }), ({ who }) => ({ name: who })),
    2: upcaster(z.object({ name: z.string() }), ({ name }) => ({ person: name })),
  },
})

const send = (call: Call, work: (out: Outgoing) => void) =>
  unitOfWork({ database: db.app }, outgoing).run(call, async (out) => work(out))

/** By a sender of before and by one of today. */
const answer = (out: Outgoing, who: string): void => {
  out.send(OldAnswered, { who })
  out.send(Answered, { person: who })
}

test('who, why, trace and version go from call to row to message to call, hop after hop', async () => {
  const { companyId } = await db.provision()
  const transport = memoryTransport()
  const sent: Outbound[] = []
  const told: { data: unknown; call: Call }[] = []
  const asking = consumer(
    { subscriber: transport, logger: warnings() },
    {
      name: 'asked',
      messages: [Ask],
      handlers: [handle(Ask, ({ who }, call) => send(call, (out) => answer(out, who)))],
    },
  )
  const listening = consumer(
    { subscriber: transport, logger: warnings() },
    {
      name: 'listening',
      messages: [Answered],
      handlers: [handle(Answered, async (data, call) => void told.push({ data, call }))],
    },
  )
  await asking.subscribe()
  await listening.subscribe()
  const stop = new AbortController()
  await using outbox = new PgOutbox({ database: db.system })
  const publisher = {
    publish: (batch: readonly Outbound[]) => {
      sent.push(...batch)
      return transport.publish(batch)
    },
  }
  const running = [
    relay({ outbox, publisher, logger: warnings(), emit: () => undefined }, { signal: stop.signal }),
    asking.run(stop.signal),
    listening.run(stop.signal),
  ]
  const trace = { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', tracestate: 'vendor=1' }
  const call = callFor(companyId, { correlationId: 'the first', ...trace })
  await send(call, (out) => out.send(Ask, { who: 'Ana' }))
  await eventually(() => expect(told).toHaveLength(2))
  stop.abort()
  await Promise.all(running)

  const by = (dataschema: string) => {
    const { topic, message } = sent.find((one) => one.message.dataschema === dataschema)!
    return { topic, ...message }
  }
  const [asked, old, answered] = [by('test.ask/1'), by('test.answered/1'), by('test.answered/3')]
  const everywhere = { companyid: companyId, correlationid: 'the first', ...trace }
  expect(asked).toMatchObject({ ...everywhere, topic: 'comandos.test', partitionkey: 'who Ana' })
  expect(asked).not.toHaveProperty('version')
  const caused = { ...everywhere, topic: 'eventos.test', causationid: asked.id }
  expect(old).toMatchObject({ ...caused, partitionkey: 'who Ana', data: { who: 'Ana' } })
  expect(answered).toMatchObject({ ...caused, partitionkey: 'Ana', data: { person: 'Ana' } })
  for (const { id } of [old, answered]) {
    const { data, call: of } = told.find(({ call: { causationId } }) => causationId === id)!
    expect(data).toEqual({ person: 'Ana' })
    expect(of).toMatchObject({ companyId, correlationId: 'the first', ...trace })
  }
})

test('what its own schema refuses is not sent, and nothing of its unit of work is kept', async () => {
  const { companyId } = await db.provision()
  const sending = send(callFor(companyId), (out) => {
    out.send(Ask, { who: 'Ana' })
    out.send(Ask, { who: '' })
  })
  await expect(sending).rejects.toMatchObject({ kind: 'invalid', code: 'invalid_input' })
  expect(await db.system.query('select from messaging.outbox where company_id = $1', [companyId])).toEqual([])
})
