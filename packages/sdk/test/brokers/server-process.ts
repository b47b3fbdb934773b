import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import type { Broker } from './broker.ts'

export interface ServerProcess {
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  readonly directory: string
  /** Its output goes there. */
  readonly log: string
  readonly address: string
  /** Whether it answers. */
  readonly isReady: () => Promise<boolean>
}

/** How long a start, and a stop, may take at most, in milliseconds. */
const readyWithin = 120_000
const stopWithin = 20_000

/** Runs a server until it is disposed of. It ends with this process, also when that one is killed by a Ctrl-C. */
export const serverProcess = async (server: ServerProcess): Promise<Broker> => {
  let child = await started(server)
  const killWithUs = (): void => void child.kill('SIGKILL')
  process.once('exit', killWithUs)
  return {
    address: server.address,
    async kill() {
      await ended(child, 'SIGKILL')
    },
    async restart() {
      child = await started(server)
    },
    async [Symbol.asyncDispose]() {
      process.off('exit', killWithUs)
      await ended(child, 'SIGTERM')
    },
  }
}

const started = async (server: ServerProcess): Promise<ChildProcess> => {
  const log = openSync(server.log, 'a')
  // A group of its own: a Ctrl-C in the terminal is for us to act on.
  const child = spawn(server.command, server.args, {
    cwd: server.directory,
    env: { ...process.env, ...server.environment },
    stdio: ['ignore', log, log],
    detached: true,
  })
  closeSync(log)
  let failure: Error | undefined
  child.on('error', (error) => (failure = error))
  const deadline = performance.now() + readyWithin
  while (!(await server.isReady())) {
    if (failure ?? (child.exitCode !== null || performance.now() > deadline)) {
      child.kill('SIGKILL')
      throw new Error(`${server.name} did not start:\n${await lastLines(server.log)}`, { cause: failure })
    }
    await pause(100)
  }
  return child
}

const ended = async (child: ChildProcess, signal: NodeJS.Signals): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exit = once(child, 'exit')
  child.kill(signal)
  const tooLong = setTimeout(() => child.kill('SIGKILL'), stopWithin)
  await exit
  clearTimeout(tooLong)
}

const lastLines = async (file: string): Promise<string> =>
  (await readFile(file, 'utf8')).split('\n').slice(-20).join('\n')
