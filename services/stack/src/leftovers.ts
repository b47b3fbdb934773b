import { readFileSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

interface Run {
  readonly stack: number
  /** Process numbers by service. */
  readonly children: Readonly<Record<string, number>>
}

/** How long children of a killed stack, who notice it by themselves, may take to end. */
const patience = 5_000

const fileOf = (home: string): string => join(home, 'run.json')

/**
 * Refuses to start beside a running stack of the same folder, and clears away the services of one that was killed.
 */
export const clearLeftovers = async (home: string): Promise<void> => {
  await mkdir(home, { recursive: true })
  const run = await readRun(home)
  if (!run) return
  if (run.stack !== process.pid && isOurs(run.stack))
    throw new Error(
      `the stack runs already (process ${run.stack}): stop it first, or set BALTRA_HOME to another folder`,
    )
  const deadline = Date.now() + patience
  let left = Object.values(run.children).filter(isOurs)
  while (left.length > 0) {
    if (Date.now() > deadline) for (const pid of left) process.kill(pid, 'SIGKILL')
    await pause(50)
    left = left.filter(isOurs)
  }
}

/** Of a killed stack the file may be missing, or half of it. */
const readRun = async (home: string): Promise<Run | undefined> => {
  try {
    return JSON.parse(await readFile(fileOf(home), 'utf8')) as Run
  } catch {
    return undefined
  }
}

export const noteRun = (home: string, children: Run['children']): Promise<void> =>
  writeFile(fileOf(home), JSON.stringify({ stack: process.pid, children } satisfies Run))

/** Whether the process is alive and one of ours: a number in an old file may by now be another program's. */
const isOurs = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
  } catch {
    return false
  }
  if (process.platform !== 'linux') return true
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('services/')
  } catch {
    return false
  }
}
