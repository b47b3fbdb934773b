import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { StartBroker } from './broker.ts'
import { answers, freePorts, untilFree } from './ports.ts'
import { serverProcess } from './server-process.ts'

const main = fileURLToPath(new URL('fauxqs-process.ts', import.meta.url))

/** fauxqs in a process of its own, which can be killed, and keeps what it has; its address is an URL. */
export const startFauxqs: StartBroker = async ({ directory, port }) => {
  const first = port ?? (await freePorts(1))
  await untilFree(first, 1)
  const data = join(directory, 'data')
  await mkdir(data, { recursive: true })
  return serverProcess({
    name: 'fauxqs',
    command: process.execPath,
    args: [main, String(first), data],
    directory,
    log: join(directory, 'fauxqs.log'),
    address: `http://127.0.0.1:${first}`,
    isReady: () => answers(first),
  })
}
