import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { aCall } from '../../../test/a-call.ts'
import { commandBus, defineCommand, on } from '../../seedwork/command-bus.ts'
import { Failure } from '../../seedwork/failure.ts'
import { validation } from '../../seedwork/middleware/validation.ts'
import { commandSpy } from './command-spy.ts'

const Pay = defineCommand<{ receipt: number }>()(
  'test.pay',
  z.strictObject({ id: z.string(), cents: z.int().default(5) }),
)
const broke = new Failure('conflict', 'test.broke', 'there is no money')

const paying = (spy: ReturnType<typeof commandSpy>) =>
  commandBus({
    middleware: [validation(), spy.middleware],
    handlers: [on(Pay, async ({ cents }) => (cents > 9 ? Promise.reject(broke) : { receipt: 1 }))],
  })

describe('a command spy', () => {
  test('waits for a command that was handled, and tells what came of it', async () => {
    const spy = commandSpy()
    const handled = spy.handled(Pay, { id: 'p1' })
    const call = aCall()
    await paying(spy).send(Pay, { id: 'p2' }, call)
    await expect(paying(spy).send(Pay, { id: 'p1' }, call)).resolves.toEqual({ receipt: 1 })
    const { input, result, call: given } = await handled
    expect([input, result.receipt, given]).toEqual([{ id: 'p1', cents: 5 }, 1, call])
    await expect(spy.handled(Pay)).resolves.toMatchObject({ input: { id: 'p2' } })
  })

  test('tells of a command that was refused, and lets the refusal pass', async () => {
    const spy = commandSpy({ within: 0 })
    await expect(paying(spy).send(Pay, { id: 'p1', cents: 10 }, aCall())).rejects.toBe(broke)
    expect((await spy.failed(Pay, { cents: 10 })).failure).toBe(broke)
    await expect(spy.handled(Pay)).rejects.toThrow(
      'no test.pay was handled within 0 ms\nit failed: test.broke, there is no money\nseen: test.pay failed',
    )
  })

  test('checks what is told of a command', async () => {
    const spy = commandSpy({ within: 0 })
    // @ts-expect-error: nobody pays dollars
    await expect(spy.handled(Pay, { dollars: 5 })).rejects.toThrow('nothing was seen')
  })
})
