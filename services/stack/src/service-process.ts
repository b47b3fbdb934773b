import { spawn, type ChildProcess } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { mkdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { setTimeout as pause } from 'node:timers/promises'

export interface ServiceOptions {
  readonly name: string
  /** Its main file, relative to `services/`. */
  readonly main: string
  readonly environment: Readonly<Record<string, string>>
  readonly logs: string
  /** Answers 200 when it is ready; without one it is ready when it runs. */
  readonly readyUrl?: string
}

export interface ServiceProcess {
  readonly name: string
  readonly pid: number
  /** Why it ended, when it was not `stop` that ended it. */
  readonly died: Promise<string>
  ready(): Promise<void>
  stop(): Promise<void>
}

const services = fileURLToPath(new URL('../../', import.meta.url))
const endWithParent = new URL('./end-with-parent.ts', import.meta.url).href
const readyWithin = 30_000
const stopWithin = 15_000

/** Starts a service as its own process, its lines in a log file of its own. */
export const startService = async ({
  name,
  main,
  environment,
  logs,
  readyUrl,
}: ServiceOptions): Promise<ServiceProcess> => {
  const log = join(logs, `${name}.log`)
  await mkdir(dirname(log), { recursive: true })
  const output = openSync(log, 'w')
  const child = spawn(
    process.execPath,
    ['--conditions=@baltra/source', '--import', endWithParent, join(services, main)],
    {
      // A process group of its own: a Ctrl-C in the terminal reaches the stack alone, which then stops in order.
      detached: true,
      env: { ...process.env, ...environment },
      stdio: ['ignore', output, output, 'ipc'],
    },
  )
  closeSync(output)
  const exited = new Promise<void>((resolve) => void child.once('exit', () => resolve()))
  let stopping = false
  return {
    name,
    pid: child.pid!,
    died: exited.then(async () => (stopping ? new Promise<string>(() => undefined) : reasonOf(child, name, log))),
    ready: () => (readyUrl ? untilReady(child, readyUrl, name, log) : Promise.resolve()),
    async stop() {
      stopping = true
      child.kill('SIGTERM')
      const timer = setTimeout(() => child.kill('SIGKILL'), stopWithin)
      if (child.exitCode === null && child.signalCode === null) await exited
      clearTimeout(timer)
    },
  }
}

const untilReady = async (child: ChildProcess, url: string, name: string, log: string): Promise<void> => {
  const deadline = Date.now() + readyWithin
  while (Date.now() < deadline) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(await reasonOf(child, name, log))
    const answer = await fetch(url, { signal: AbortSignal.timeout(2_000) }).catch(() => undefined)
    if (answer?.ok) return
    await pause(30)
  }
  throw new Error(`${name} was not ready within ${readyWithin / 1000} s\n${await tailOf(log)}`)
}

const reasonOf = async ({ exitCode, signalCode }: ChildProcess, name: string, log: string): Promise<string> => {
  const how = signalCode ? `was ended by ${signalCode}` : `ended by itself with code ${exitCode}`
  return `${name} ${how}\n${await tailOf(log)}`
}

const tailOf = async (log: string): Promise<string> => {
  const lines = (await readFile(log, 'utf8').catch(() => '')).trimEnd().split('\n').slice(-5)
  return [`the end of ${log}:`, ...lines].map((line) => `  ${line}`).join('\n')
}
