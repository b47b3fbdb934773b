import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { StartBroker } from './broker.ts'
import { fetched } from './fetched.ts'
import { answers, freePorts, untilFree } from './ports.ts'
import { runTool } from './run-tool.ts'
import { serverProcess } from './server-process.ts'

const version = '1.5.33'

/** MiniStack, which speaks SQS and SNS; its address is an URL. It keeps nothing when it ends. Needs Python 3 with venv. */
export const startMiniStack: StartBroker = async ({ directory, port }) => {
  const python = await environment()
  const first = port ?? (await freePorts(1))
  await untilFree(first, 1)
  await mkdir(directory, { recursive: true })
  return serverProcess({
    name: 'MiniStack',
    command: join(python, 'venv', 'bin', 'python'),
    args: [join(python, 'venv', 'bin', 'ministack')],
    environment: { BIND_HOST: '127.0.0.1', GATEWAY_PORT: String(first) },
    directory,
    log: join(directory, 'ministack.log'),
    address: `http://127.0.0.1:${first}`,
    isReady: () => answers(first),
  })
}

const environment = (): Promise<string> =>
  fetched(`ministack-${version}`, async (directory) => {
    const place = join(directory, 'venv')
    await runTool('python3', ['-m', 'venv', place])
    await runTool(join(place, 'bin', 'python'), ['-m', 'pip', 'install', '--quiet', `ministack==${version}`])
  })
