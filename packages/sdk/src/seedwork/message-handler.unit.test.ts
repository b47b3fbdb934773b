import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { aCall } from '../../test/a-call.ts'
import { commandBus, on } from './command-bus.ts'
import { handlersByType } from './handlers-by-type.ts'
import { defineMessageCommand } from './message-command.ts'
import { defineMessage } from './message-definition.ts'
import { forward, handle, ignore } from './message-handler.ts'
import { validation } from './middleware/validation.ts'
import { typedId } from './typed-id.ts'
import { upcast } from './upcast.ts'

const call = aCall()
const at = new Date('2026-11-24T12:00:00Z')
const published = { version: 1, topic: 'eventos.test', key: () => 'k' } as const
const Opened = defineMessage({ ...published, type: 'test.opened', schema: z.object({ by: z.string() }) })
const Shut = defineMessage({ ...published, type: 'test.shut', schema: z.object({}) })
const Pay = defineMessageCommand<string>()({
  type: 'test.pay',
  version: 1,
  topic: 'comandos.test',
  schema: z.strictObject({ cents: z.int() }),
  key: ({ cents }) => String(cents),
})

describe('a handler of a message', () => {
  test('gets data, call and time, and nothing of its answer goes on', async () => {
    const seen: unknown[] = []
    const handler = handle(Opened, async ({ by }, given, when) => void seen.push([by, given, when]))
    await handler.handle({ by: 'Ana' }, call, at)
    expect(seen).toEqual([['Ana', call, at]])
    expect(handler.definition).toBe(Opened)
  })

  test('may do nothing, on purpose', async () => {
    await expect(ignore(Opened).handle({ by: 'Ana' }, call, at)).resolves.toBeUndefined()
  })

  test('may forward a command to the bus, where it is the same command', async () => {
    const paid: unknown[] = []
    const pay = on(Pay, async (input, given) => {
      paid.push([input, given])
      return 'paid'
    })
    const bus = commandBus({ handlers: [pay] })
    await expect(forward(Pay, { bus }).handle({ cents: 5 }, call, at)).resolves.toBeUndefined()
    await expect(bus.send(Pay, { cents: 6 }, call)).resolves.toBe('paid')
    expect(paid).toEqual([
      [{ cents: 5 }, call],
      [{ cents: 6 }, call],
    ])
    expect(Pay).toMatchObject({ name: 'test.pay', type: 'test.pay', input: Pay.schema, topic: 'comandos.test' })
  })
})

test('a forwarded command is read twice, by who consumes it and by the bus, and stays what it is', async () => {
  const schema = z.strictObject({ cents: z.int(), by: z.string().trim().default('cash'), id: typedId('TestId') })
  const Pledge = defineMessageCommand<void>()({
    type: 'test.pledge',
    version: 1,
    topic: 'comandos.test',
    schema,
    key: () => 'k',
  })
  const pledged: unknown[] = []
  const pledge = on(Pledge, async (input) => void pledged.push(input))
  const bus = commandBus({ middleware: [validation()], handlers: [pledge] })
  const id = '019AAB00-0000-7000-8000-000000000001'
  const data = upcast(Pledge, { version: 1, data: { cents: 5, id } })
  await forward(Pledge, { bus }).handle(data, call, at)
  expect(pledged).toEqual([{ cents: 5, by: 'cash', id: id.toLowerCase() }])
  expect(upcast(Pledge, { version: 1, data })).toEqual(data)
})

describe('handlers of messages', () => {
  test('are found by type', () => {
    const [opened, shut] = [ignore(Opened), ignore(Shut)]
    expect([...handlersByType([Opened, Shut], [shut, opened])]).toEqual([
      ['test.shut', shut],
      ['test.opened', opened],
    ])
  })

  test('of two messages of one type, which nobody could tell apart, are missing for one', () => {
    const newer = { ...Opened, version: 2 }
    expect(() => handlersByType([Opened, newer], [ignore(Opened)])).toThrow(
      expect.objectContaining({ code: 'messaging.no_handler', message: 'no handler for test.opened' }),
    )
  })

  test.each([
    ['missing', [ignore(Opened)], 'messaging.no_handler', 'no handler for test.shut'],
    ['doubled', [Opened, Opened, Shut].map(ignore), 'messaging.doubled_handler', 'two handlers for test.opened'],
    ['of another message', [Opened, Shut, Pay].map(ignore), 'messaging.unexpected_handler', 'test.pay is none of'],
    ['of a namesake', [ignore({ ...Opened }), ignore(Shut)], 'messaging.unexpected_handler', 'test.opened is none of'],
  ])('one %s is an error at boot', (_what, handlers, code, message) => {
    expect(() => handlersByType([Opened, Shut], handlers)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(message) }),
    )
  })
})
