import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { aCall } from '../../test/a-call.ts'
import { commandBus, defineCommand, on, type Middleware } from './command-bus.ts'
import { validation } from './middleware/validation.ts'
import { defineQuery, queryBus } from './query-bus.ts'

const Greet = defineCommand<string>()(
  'test.greet',
  z.strictObject({ name: z.string().min(1), times: z.int().positive().default(1) }),
)
const Leave = defineCommand<void>()('test.leave', z.strictObject({}))
const greet = on(Greet, async ({ name, times }) => `hola ${name} `.repeat(times).trim())
const call = aCall()

describe('a command bus', () => {
  test('gives a command to its handler, with the call, and its answer back', async () => {
    const seen: unknown[] = []
    const bus = commandBus({
      handlers: [
        greet,
        on(Leave, async (input, given) => {
          seen.push(input, given)
        }),
      ],
    })
    await expect(bus.send(Greet, { name: 'Ana', times: 2 }, call)).resolves.toBe('hola Ana hola Ana')
    await bus.send(Leave, {}, call)
    expect(seen).toEqual([{}, call])
  })

  test('the first middleware is the outermost, around every handler', async () => {
    const steps: string[] = []
    const told =
      (name: string): Middleware =>
      (definition, next) =>
      async (input, given) => {
        steps.push(`${name} in ${definition.name}`)
        const answer = await next(input, given)
        steps.push(`${name} out`)
        return answer
      }
    const bus = commandBus({ middleware: [told('outer'), told('inner')], handlers: [greet] })
    await bus.send(Greet, { name: 'Ana', times: 1 }, call)
    expect(steps).toEqual(['outer in test.greet', 'inner in test.greet', 'inner out', 'outer out'])
  })

  test('two handlers for one command fail at boot', () => {
    expect(() => commandBus({ handlers: [greet, greet] })).toThrow(
      expect.objectContaining({ code: 'bus.doubled_handler' }),
    )
  })

  test('a command without a handler is refused', async () => {
    await expect(commandBus({ handlers: [greet] }).send(Leave, {}, call)).rejects.toMatchObject({
      code: 'bus.no_handler',
    })
  })

  test('rejects with what the handler rejects with', async () => {
    const boom = new Error('boom')
    const bus = commandBus({ handlers: [on(Leave, () => Promise.reject(boom))] })
    await expect(bus.send(Leave, {}, call)).rejects.toBe(boom)
  })

  test('questions have a bus alike', async () => {
    const Count = defineQuery<number>()('test.count', z.strictObject({ from: z.int() }))
    const bus = queryBus({ middleware: [validation()], handlers: [on(Count, async ({ from }) => from + 1)] })
    await expect(bus.send(Count, { from: 1 }, call)).resolves.toBe(2)
  })

  test('a handler that does not fit its command does not compile', () => {
    // @ts-expect-error: the command's name is a text, the handler wants a number
    on(Greet, async ({ name }: { name: number }) => name.toFixed())
    // @ts-expect-error: the command promises a text, the handler answers with a number
    on(Greet, async () => 1)
    // @ts-expect-error: the command has no such field
    on(Greet, async ({ surname }) => String(surname))
    // @ts-expect-error: the caller forgot the name
    const forgotten = () => commandBus({ handlers: [greet] }).send(Greet, { times: 1 }, call)
    // @ts-expect-error: the answer is a text
    const misread = async (): Promise<number> => commandBus({ handlers: [greet] }).send(Greet, { name: 'Ana' }, call)
    expect([forgotten, misread]).toHaveLength(2)
  })
})

describe('validation', () => {
  const bus = commandBus({ middleware: [validation()], handlers: [greet] })

  test('fills in defaults before the handler', async () => {
    await expect(bus.send(Greet, { name: 'Ana' }, call)).resolves.toBe('hola Ana')
  })

  test('names all that is wrong at once, and repeats no value', async () => {
    const wrong = { name: '', times: -1, secret: 'hunter2' }
    const refusal: unknown = await bus.send(Greet, wrong, call).catch((error: unknown) => error)
    expect(refusal).toMatchObject({
      kind: 'invalid',
      code: 'invalid_input',
      details: {
        errors: expect.arrayContaining([
          expect.objectContaining({ path: 'name' }),
          expect.objectContaining({ path: 'times' }),
          expect.objectContaining({ path: '' }),
        ]),
      },
    })
    expect(JSON.stringify(refusal)).not.toContain('hunter2')
  })
})
