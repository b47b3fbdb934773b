import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** A service as a process of its own, with what it says; `main` is relative to `services/`. */
export const serviceProcess = (main: string, environment: Readonly<Record<string, string>>) => {
  const said = { out: '', err: '' }
  const child = spawn(
    process.execPath,
    ['--conditions=@baltra/source', fileURLToPath(new URL(`../../${main}`, import.meta.url))],
    {
      env: { PATH: process.env['PATH'], ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  child.stdout.on('data', (text: Buffer) => (said.out += text.toString()))
  child.stderr.on('data', (text: Buffer) => (said.err += text.toString()))
  const ended = once(child, 'close')
  return {
    child,
    said,
    ended,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await ended
    },
  }
}
