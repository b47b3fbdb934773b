import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'

const SDK = join(import.meta.dirname, '..')
const ROOT = join(SDK, '../..')

/** What every program below begins with. */
const preamble = `
import { z } from 'zod'
import {
  commandBus, defineMessage, defineMessageCommand, eventBus, forward, handle, on, upcaster,
  type Call, type EventOf, type MessageDefinition, type Outgoing,
} from '@baltra/sdk'
export const PayoutRequested = defineMessage({
  type: 'payments.payout_requested', version: 2, topic: 'eventos.pagos',
  schema: z.object({ payoutId: z.string(), cents: z.coerce.number() }),
  key: ({ payoutId }) => payoutId,
  upcasters: { 1: upcaster(z.object({ id: z.string() }), ({ id }) => ({ payoutId: id, cents: 0 })) },
})
export const Pay = defineMessageCommand<{ paid: boolean }>()({
  type: 'payments.pay', version: 1, topic: 'comandos.pagos',
  schema: z.strictObject({ cents: z.int() }), key: ({ cents }) => String(cents),
})
export const base = { type: 'a.b', version: 1, topic: 'eventos.a', schema: z.object({ n: z.int() }), key: () => 'k' } as const
export declare const outgoing: Outgoing
export declare const call: Call
export const at = new Date()
`

const right: Readonly<Record<string, string>> = {
  'a handler of what the schema makes of the data': `handle(PayoutRequested, async ({ payoutId, cents }, { companyId }, when) => void [payoutId.length, cents.toFixed(), companyId, when.getTime()])`,
  'sending what the schema reads': `outgoing.send(PayoutRequested, { payoutId: 'p', cents: '5' })`,
  'a command by the bus and by the wire': `const bus = commandBus({ handlers: [on(Pay, async ({ cents }) => ({ paid: cents > 0 }))] }); forward(Pay, { bus }); outgoing.send(Pay, { cents: 5 }); const { paid }: { paid: boolean } = await bus.send(Pay, { cents: 5 }, call); void paid`,
  'an event of the list': `await eventBus({ events: [PayoutRequested], handlers: [] }).publish({ type: 'payments.payout_requested', at, data: { payoutId: 'p', cents: 5 } }, call)`,
  'a list of definitions': `export const all: readonly MessageDefinition[] = [PayoutRequested, Pay]`,
  'the event of a definition': `export const event: EventOf<typeof PayoutRequested> = { type: 'payments.payout_requested', at, data: { payoutId: 'p', cents: 5 } }`,
}

const wrong: Readonly<Record<string, string>> = {
  'a handler that reads a field that is not there': `handle(PayoutRequested, async ({ amount }) => void amount)`,
  'a handler that takes a field for something else': `handle(PayoutRequested, async ({ cents }) => void cents.toUpperCase())`,
  'a handler of other data': `handle(PayoutRequested, async (data: { payoutId: number }) => void data)`,
  'a handler that needs more than it gets': `handle(PayoutRequested, async (data, call, when, more: string) => void more)`,
  'sending data of another type': `outgoing.send(PayoutRequested, { payoutId: 5, cents: 5 })`,
  'sending data with a field missing': `outgoing.send(PayoutRequested, { payoutId: 'p' })`,
  'sending data with a field too many': `outgoing.send(Pay, { cents: 5, currency: 'MXN' })`,
  'saying where a message goes': `outgoing.send(Pay, { cents: 5 }, { topic: 'comandos.pagos', key: 'k' })`,
  'a topic of no kind': `defineMessage({ ...base, topic: 'pagos' })`,
  'a key of a field that is not there': `defineMessage({ ...base, key: ({ id }) => id })`,
  'a key that is no text': `defineMessage({ ...base, key: ({ n }) => n })`,
  'a definition without a version': `defineMessage({ type: 'a.b', topic: 'eventos.a', schema: z.object({}), key: () => 'k' })`,
  'an upcaster that reads what it does not say': `upcaster(z.object({ id: z.string() }), ({ name }) => ({ name }))`,
  'forwarding what is no command': `forward(PayoutRequested, { bus: commandBus({ handlers: [] }) })`,
  'a command handler with another answer': `on(Pay, async () => ({ paid: 'yes' }))`,
  'publishing an event that is not of the list': `await eventBus({ events: [PayoutRequested], handlers: [] }).publish({ type: 'payments.pay', at, data: { payoutId: 'p', cents: 5 } }, call)`,
  'publishing an event with other data': `await eventBus({ events: [PayoutRequested], handlers: [] }).publish({ type: 'payments.payout_requested', at, data: { payoutId: 5, cents: 5 } }, call)`,
}

const nameOf = (index: number, kind: string) => `${kind}-${index}.ts`

const tsc = (folder: string): Promise<string> =>
  new Promise((resolve) => {
    const compiler = join(ROOT, 'node_modules/typescript/bin/tsc')
    execFile(process.execPath, [compiler, '-p', folder, '--pretty', 'false'], { cwd: folder }, (_error, stdout) =>
      resolve(stdout),
    )
  })

/** The errors of each program, by file name; all are compiled in one go against the live source. */
const compile = async (): Promise<ReadonlyMap<string, readonly string[]>> => {
  const folder = await mkdtemp(join(tmpdir(), 'baltra-types-'))
  try {
    await mkdir(join(folder, 'node_modules/@baltra'), { recursive: true })
    await symlink(SDK, join(folder, 'node_modules/@baltra/sdk'), 'junction')
    for (const name of ['zod', '@types']) {
      await symlink(join(SDK, 'node_modules', name), join(folder, 'node_modules', name), 'junction')
    }
    await writeFile(join(folder, 'package.json'), JSON.stringify({ type: 'module' }))
    await writeFile(
      join(folder, 'tsconfig.json'),
      JSON.stringify({
        extends: join(ROOT, 'tsconfig.base.json'),
        compilerOptions: { noUnusedLocals: false, noUnusedParameters: false },
        include: ['*.ts'],
      }),
    )
    for (const [kind, programs] of Object.entries({ right, wrong })) {
      for (const [index, program] of Object.values(programs).entries()) {
        await writeFile(join(folder, nameOf(index, kind)), `${preamble}${program}\n`)
      }
    }
    const errors = (await tsc(folder)).split('\n').filter((line) => line.includes('error TS'))
    return Map.groupBy(errors, (line) => line.slice(0, Math.max(line.indexOf('('), 0)))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

let errors: ReadonlyMap<string, readonly string[]>
beforeAll(async () => void (errors = await compile()))

const lastLine = preamble.split('\n').length

describe('the compiler accepts', () => {
  test.each(Object.keys(right).map((what, index) => [what, index] as const))('%s', (_what, index) => {
    expect(errors.get(nameOf(index, 'right')) ?? []).toEqual([])
  })

  test('nothing else was wrong', () => {
    expect([...errors.keys()].filter((file) => !/^(?:right|wrong)-\d+\.ts$/.test(file))).toEqual([])
  })
})

describe('the compiler refuses', () => {
  test.each(Object.keys(wrong).map((what, index) => [what, index] as const))('%s', (_what, index) => {
    const found = errors.get(nameOf(index, 'wrong')) ?? []
    expect(found.length).toBeGreaterThan(0)
    for (const error of found) expect(error).toMatch(new RegExp(`^wrong-\\d+\\.ts\\(${lastLine},\\d+\\): error TS\\d+`))
  })
})
