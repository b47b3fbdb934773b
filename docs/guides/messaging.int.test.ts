import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { typescriptModules } from '../code-fences.ts'
import { exampleFolder } from '../example-folder.ts'

/** A program of the guide, as its reader starts it. */
const starting = (folder: string, file: string, ...parameters: readonly string[]) => {
  const said = { out: '' }
  const child = spawn(process.execPath, ['--conditions=@baltra/source', file, ...parameters], { cwd: folder })
  const listen = (chunk: Buffer) => void (said.out += chunk.toString())
  child.stdout.on('data', listen)
  child.stderr.on('data', listen)
  const ended = once(child, 'close').then(([code]) => code as number | null)
  const end = (signal: NodeJS.Signals): Promise<number | null> => {
    child.kill(signal)
    return ended
  }
  return { said, ended, end, [Symbol.asyncDispose]: async () => void (await end('SIGINT')) }
}

type Program = ReturnType<typeof starting>

const hearing = ({ said }: Program, what: string | RegExp) =>
  expect.poll(() => said.out, { timeout: 120_000, interval: 20 }).toMatch(what)

const linesOf = ({ said }: Program, what: string) => said.out.split('\n').filter((line) => line.includes(what))

/** Eight programs are started, one after the other, and a database. */
const timeout = 180_000

test('who follows the guide has two services that talk, and loses nothing by killing one', { timeout }, async () => {
  await using folder = await exampleFolder('messaging')
  const guide = await readFile(join(import.meta.dirname, 'messaging.md'), 'utf8')
  for (const { name, source } of typescriptModules(guide)) if (name) await writeFile(join(folder.path, name), source)
  const start = (file: string, ...parameters: readonly string[]) => starting(folder.path, file, ...parameters)
  const asking = async (...parameters: readonly string[]) => {
    const program = start('ask.ts', ...parameters)
    const code = await program.ended
    return { code, id: /asked for (\S+)/.exec(program.said.out)?.[1] ?? '', out: program.said.out }
  }

  await using postgres = start('postgres.ts')
  await hearing(postgres, 'the database is ready')
  const first = await asking()
  expect(first).toMatchObject({ code: 0, id: expect.stringMatching(/^[\da-f-]{36}$/) })
  const refused = await asking('nothing')
  expect(refused).toMatchObject({ code: 1, id: '', out: expect.stringContaining('invalid_input') })

  const payments = start('payments.ts')
  await hearing(payments, 'serving')
  await using shop = start('shop.ts')
  await hearing(shop, 'serving')
  await using relay = start('relay.ts')
  await hearing(shop, `${first.id} was paid`)
  await hearing(payments, `paid 12500 cents for ${first.id}`)

  await payments.end('SIGKILL')
  const later = await Promise.all([asking('700'), asking('701')])
  await using again = start('payments.ts')
  for (const { id } of later) {
    await hearing(shop, `${id} was paid`)
    await hearing(again, `for ${id}`)
  }
  expect(linesOf(shop, 'was paid')).toHaveLength(3)
  expect(linesOf(again, 'paid')).toHaveLength(2)

  for (const program of [shop, relay, again, postgres]) expect(await program.end('SIGINT')).toBe(0)
})
