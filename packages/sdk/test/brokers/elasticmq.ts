import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { StartBroker } from './broker.ts'
import { jars } from './jars.ts'
import { answers, freePorts, untilFree } from './ports.ts'
import { serverProcess } from './server-process.ts'

const version = '1.7.1'

/** ElasticMQ, which speaks SQS; its address is an URL. It keeps nothing when it ends. Needs Java 17 or later and Maven. */
export const startElasticMq: StartBroker = async ({ directory, port }) => {
  const lib = await jars(`elasticmq-${version}`, [`org.elasticmq:elasticmq-server_2.13:${version}`])
  const first = port ?? (await freePorts(1))
  await untilFree(first, 1)
  await mkdir(directory, { recursive: true })
  const configuration = join(directory, 'elasticmq.conf')
  await writeFile(configuration, settings(first))
  const memory = ['-Xms64m', '-Xmx256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1']
  return serverProcess({
    name: 'ElasticMQ',
    command: 'java',
    args: [...memory, `-Dconfig.file=${configuration}`, '-cp', join(lib, '*'), 'org.elasticmq.server.Main'],
    directory,
    log: join(directory, 'elasticmq.log'),
    address: `http://127.0.0.1:${first}`,
    isReady: () => answers(first),
  })
}

/** The limits are SQS's own. */
const settings = (port: number): string => `
include classpath("application.conf")
node-address { protocol = http, host = "127.0.0.1", port = ${port}, context-path = "" }
rest-sqs { enabled = true, bind-hostname = "127.0.0.1", bind-port = ${port}, sqs-limits = strict }
rest-stats { enabled = false }
`
