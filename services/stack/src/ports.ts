import { setTimeout as pause } from 'node:timers/promises'
import { isPortFree } from '@baltra/sdk/testing'

/** A service of an earlier run that is just ending holds its port for a moment. */
const patience = 5_000

export interface WantedPort {
  readonly port: number
  /** The environment variable that chooses another. */
  readonly variable: string
}

/** Rejects with one message for all ports that are taken, and which variable changes each. */
export const requireFreePorts = async (wanted: readonly WantedPort[]): Promise<void> => {
  const deadline = Date.now() + patience
  let taken = await takenOf(wanted)
  while (taken.length > 0 && Date.now() < deadline) {
    await pause(100)
    taken = await takenOf(wanted)
  }
  if (taken.length === 0) return
  const lines = taken.map(
    ({ port, variable }) => `port ${port} on 127.0.0.1 is taken by another program: set ${variable} to another one`,
  )
  throw new Error(lines.join('\n'))
}

const takenOf = async (wanted: readonly WantedPort[]): Promise<readonly WantedPort[]> => {
  const free = await Promise.all(wanted.map(({ port }) => isPortFree(port)))
  return wanted.filter((_, index) => !free[index])
}
