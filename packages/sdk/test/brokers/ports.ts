import { setTimeout as pause } from 'node:timers/promises'
import { connect } from 'node:net'
import { freePort, isPortFree } from '../../src/testing/free-port.ts'

/** The first of `count` neighbouring ports that nobody listens on. */
export const freePorts = async (count: number): Promise<number> => {
  for (;;) {
    const first = await freePort()
    const all = Array.from({ length: count }, (_, n) => first + n)
    if ((await Promise.all(all.map(isPortFree))).every(Boolean)) return first
  }
}

/** A broker that was killed holds its ports for about a second more. */
export const untilFree = async (first: number, count: number): Promise<void> => {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const all = Array.from({ length: count }, (_, n) => first + n)
    if ((await Promise.all(all.map(isPortFree))).every(Boolean)) return
    await pause(100)
  }
  throw new Error(`ports ${first} to ${first + count - 1} are taken by another process`)
}

export const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    const end = (isOpen: boolean): void => {
      socket.destroy()
      resolve(isOpen)
    }
    socket.once('connect', () => end(true))
    socket.once('error', () => end(false))
  })
