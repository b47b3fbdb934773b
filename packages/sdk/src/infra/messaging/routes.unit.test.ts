import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { aCall } from '../../../test/a-call.ts'
import { commandBus, defineCommand, on } from '../../seedwork/command-bus.ts'
import { defineEvent, type EventOf } from '../../seedwork/domain-event.ts'
import { commandRoute, eventRoutes } from './routes.ts'

const call = aCall()
const time = '2026-11-24T12:00:00.000Z'

describe('a route', () => {
  test('of a command sends it on to its handler, with the call', async () => {
    const Pay = defineCommand<void>()('test.pay', z.strictObject({ cents: z.int() }))
    const paid: unknown[] = []
    const pay = on(Pay, async (input, given) => void paid.push([input, given]))
    const route = commandRoute({ bus: commandBus({ handlers: [pay] }) }, Pay)
    expect([route.type, route.data]).toEqual(['test.pay', Pay.input])
    await route.handle({ type: 'test.pay', time, data: { cents: 5 } }, call)
    expect(paid).toEqual([[{ cents: 5 }, call]])
  })

  test('of each event of a context leads to whoever follows it, as the event that it was', async () => {
    const Opened = defineEvent('door.opened', z.object({ by: z.string() }))
    const Shut = defineEvent('door.shut', z.object({}))
    const followed: unknown[] = []
    const follow = async (event: EventOf<typeof Opened> | EventOf<typeof Shut>, given: typeof call) =>
      void followed.push([event, given])
    const routes = eventRoutes([Opened, Shut], follow)
    expect(routes.map(({ type }) => type)).toEqual(['door.opened', 'door.shut'])
    await routes[0]!.handle({ type: 'door.opened', time, data: { by: 'Ana' } }, call)
    expect(followed).toEqual([[{ type: 'door.opened', at: new Date(time), data: { by: 'Ana' } }, call]])
  })
})
