import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))

export interface Followed extends AsyncDisposable {
  /** What it has said up to now. */
  out(): string
  /** The same, as JSON line by line. */
  lines<Line>(): readonly Line[]
}

/** The program as a process of its own that does not end by itself. Leaving it stops it, as Ctrl-C would. */
export const followed = (given: readonly string[], { url }: { readonly url: string }): Followed => {
  const child = spawn(process.execPath, ['--conditions=@baltra/source', main, ...given], {
    env: { PATH: process.env['PATH'], BALTRA_DATABASE_URL: url },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise((resolve) => child.on('close', resolve))
  let out = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text))
  return {
    out: () => out,
    lines: <Line>() =>
      out
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line) as Line),
    async [Symbol.asyncDispose]() {
      child.kill('SIGINT')
      await ended
    },
  }
}
