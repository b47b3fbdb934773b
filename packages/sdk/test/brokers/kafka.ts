import { mkdir, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { StartBroker } from './broker.ts'
import { jars } from './jars.ts'
import { answers, freePorts, untilFree } from './ports.ts'
import { runTool } from './run-tool.ts'
import { serverProcess } from './server-process.ts'

const version = '4.4.0'
/** Without a binding for its logging interface every failure of Kafka is silent. */
const artifacts = [`org.apache.kafka:kafka_2.13:${version}`, 'org.slf4j:slf4j-simple:1.7.36']

/** One Apache Kafka broker that is its own controller; its address is `host:port`. Needs Java 17 or later and Maven. */
export const startKafka: StartBroker = async ({ directory, port }) => {
  const lib = await jars(`kafka-${version}`, artifacts)
  const first = port ?? (await freePorts(2))
  await untilFree(first, 2)
  const properties = join(directory, 'server.properties')
  const temporary = join(directory, 'tmp')
  // Native libraries are unpacked there, and a killed broker leaves them behind.
  await rm(temporary, { recursive: true, force: true })
  await mkdir(temporary, { recursive: true })
  await writeFile(properties, configuration(join(directory, 'data'), first))
  await format(lib, directory, properties)
  const memory = ['-Xms64m', '-Xmx384m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1']
  const settings = [
    `-Djava.io.tmpdir=${temporary}`,
    '-Djava.net.preferIPv4Stack=true',
    '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn',
  ]
  const broker = await serverProcess({
    name: 'Kafka',
    command: 'java',
    args: [...memory, ...settings, '-cp', join(lib, '*'), 'kafka.Kafka', properties],
    directory,
    log: join(directory, 'kafka.log'),
    address: `127.0.0.1:${first}`,
    // Its client port opens only when it is ready.
    isReady: () => answers(first),
  })
  return {
    ...broker,
    async restart() {
      await untilFree(first, 2)
      await broker.restart()
    },
  }
}

const format = async (lib: string, directory: string, properties: string): Promise<void> => {
  if (await stat(join(directory, 'data', 'meta.properties')).catch(() => undefined)) return
  const tool = ['-cp', join(lib, '*'), 'kafka.tools.StorageTool']
  const id = (await runTool('java', [...tool, 'random-uuid'])).trim()
  await runTool('java', [...tool, 'format', '-t', id, '-c', properties])
}

/** A single node: everything is replicated once. Nobody waits for others before a group's first assignment. */
const configuration = (data: string, port: number): string =>
  Object.entries({
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@127.0.0.1:${port + 1}`,
    listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${port + 1}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${port}`,
    'controller.listener.names': 'CONTROLLER',
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'inter.broker.listener.name': 'PLAINTEXT',
    'log.dirs': data,
    'num.partitions': 4,
    'auto.create.topics.enable': false,
    'offsets.topic.num.partitions': 1,
    'offsets.topic.replication.factor': 1,
    'transaction.state.log.num.partitions': 1,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'share.coordinator.state.topic.num.partitions': 1,
    'share.coordinator.state.topic.replication.factor': 1,
    'share.coordinator.state.topic.min.isr': 1,
    'group.initial.rebalance.delay.ms': 0,
    'group.min.session.timeout.ms': 1000,
    // The registration of a killed broker must end before its successor may come up: 17 s with Kafka's defaults.
    'broker.session.timeout.ms': 2000,
    'broker.heartbeat.interval.ms': 500,
  })
    .map(([name, value]) => `${name}=${value}\n`)
    .join('')
