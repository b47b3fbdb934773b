import { runMain } from '@baltra/sdk/shared/process'
import { parseArgs } from 'node:util'
import type { Benchmark, Result } from './benchmark.ts'
import { outbox } from './outbox.ts'
import { path } from './path.ts'

const benchmarks: readonly Benchmark[] = [outbox, path]

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
  print(values.json ? `${JSON.stringify(result)}\n` : table(result))
})

const print = (text: string): void => void process.stdout.write(text)

const table = ({ ratios = {}, milliseconds = {} }: Result): string =>
  [...Object.entries(ratios), ...Object.entries(milliseconds)]
    .map(([id, figures]) => {
      const shown = Object.entries(figures).map(([name, value]) => `${name} ${value}`)
      return `${id.padEnd(34)} ${shown.join('  ')}\n`
    })
    .join('')
