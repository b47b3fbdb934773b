import { runMain } from '@baltra/sdk/shared/process'
import { parseArgs } from 'node:util'
import type { Benchmark } from './benchmark.ts'
import { bus } from './bus.ts'
import { events } from './events.ts'
import { flatness } from './flatness.ts'
import { latency } from './latency.ts'
import { outbox } from './outbox.ts'
import { path } from './path.ts'
import { relaying } from './relaying.ts'
import { asJson, asTable } from './report.ts'

const benchmarks: readonly Benchmark[] = [outbox, relaying, latency, flatness, events, bus, path]

const help = `npm run bench -- <name> [--json]

${benchmarks.map(({ name, about }) => `  ${name.padEnd(10)} ${about}`).join('\n')}

  --json     print the result as one line of JSON, and nothing else
`

runMain('bench', async () => {
  const { values, positionals } = parseArgs({
    options: { json: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
    allowPositionals: true,
  })
  if (values.help || positionals.length === 0) return print(help)
  const benchmark = benchmarks.find(({ name }) => name === positionals[0])
  if (!benchmark) throw new Error(`there is no benchmark ${positionals[0]}\n\n${help}`)
  const result = await benchmark.run((message) => (values.json ? undefined : print(`${message}\n`)))
  print(values.json ? `${asJson(result)}\n` : asTable(result))
})

const print = (text: string): void => void process.stdout.write(text)
