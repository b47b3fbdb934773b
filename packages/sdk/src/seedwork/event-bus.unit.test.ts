import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { aCall } from '../../test/a-call.ts'
import type { Middleware } from './command-bus.ts'
import { eventBus } from './event-bus.ts'
import { defineMessage } from './message-definition.ts'
import { handle, ignore } from './message-handler.ts'
import { validation } from './middleware/validation.ts'

const call = aCall()
const at = new Date('2026-11-24T12:00:00Z')
const published = { version: 1, topic: 'eventos.test', key: () => 'k' } as const
const Opened = defineMessage({ ...published, type: 'test.opened', schema: z.object({ by: z.string().min(1) }) })
const Shut = defineMessage({ ...published, type: 'test.shut', schema: z.object({}) })
const events = [Opened, Shut] as const
const opened = { type: Opened.type, at, data: { by: 'Ana' } }

describe('an event bus', () => {
  test('tells each handler of the event, in their order, with the call and the time', async () => {
    const seen: unknown[] = []
    const bus = eventBus({
      events,
      handlers: [
        handle(Opened, async (data, given, when) => void seen.push(['first', data, given, when])),
        handle(Shut, async () => void seen.push('of another')),
        handle(Opened, async ({ by }) => void seen.push(['second', by])),
      ],
    })
    await bus.publish(opened, call)
    expect(seen).toEqual([
      ['first', { by: 'Ana' }, call, at],
      ['second', 'Ana'],
    ])
  })

  test('does nothing where nobody wants to know', async () => {
    await expect(eventBus({ events, handlers: [] }).publish(opened, call)).resolves.toBeUndefined()
  })

  test('tells the others also when one fails, and rejects with what went wrong', async () => {
    const seen: string[] = []
    const boom = new Error('boom')
    const failing = handle(Opened, () => Promise.reject(boom))
    const telling = handle(Opened, async ({ by }) => void seen.push(by))
    await expect(eventBus({ events, handlers: [failing, telling] }).publish(opened, call)).rejects.toBe(boom)
    await expect(
      eventBus({ events, handlers: [failing, telling, failing] }).publish(opened, call),
    ).rejects.toMatchObject({ code: 'bus.handlers_failed', cause: { errors: [boom, boom] } })
    expect(seen).toEqual(['Ana', 'Ana'])
  })

  test('tells the others also when one throws before it has promised anything', async () => {
    const seen: string[] = []
    const boom = new Error('boom')
    const throwing = handle(Opened, () => {
      throw boom
    })
    const telling = handle(Opened, async ({ by }) => void seen.push(by))
    await expect(eventBus({ events, handlers: [throwing, telling] }).publish(opened, call)).rejects.toBe(boom)
    expect(seen).toEqual(['Ana'])
  })

  test('wraps each handler, the first middleware outermost', async () => {
    const steps: string[] = []
    const told =
      (name: string): Middleware =>
      (definition, next) =>
      async (input, given) => {
        steps.push(`${name} in ${definition.name}`)
        return next(input, given)
      }
    const handlers = [ignore(Opened), ignore(Opened)]
    const bus = eventBus({ events, middleware: [told('outer'), told('inner'), validation()], handlers })
    await bus.publish(opened, call)
    expect(steps).toEqual(Array(2).fill(['outer in test.opened', 'inner in test.opened']).flat())
    await expect(bus.publish({ ...opened, data: { by: '' } }, call)).rejects.toMatchObject({
      code: 'bus.handlers_failed',
    })
  })

  test('refuses at boot a handler of an event that is none of its own', () => {
    expect(() => eventBus({ events: [Shut], handlers: [ignore(Opened)] })).toThrow(
      expect.objectContaining({ code: 'bus.unexpected_handler' }),
    )
  })
})
