import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Broker, BrokerOptions } from './broker.ts'
import { fetched } from './fetched.ts'
import { download } from './jars.ts'
import { freePorts, untilFree } from './ports.ts'
import { runTool } from './run-tool.ts'
import { serverProcess } from './server-process.ts'

const version = '4.0.8'

/** Java's own parts that Pulsar looks into. */
const opened = [
  'java.base/java.io',
  'java.base/java.util.zip',
  'java.base/java.nio',
  'java.base/jdk.internal.misc',
  'java.base/jdk.internal.platform',
  'java.base/sun.net',
  'java.management/sun.management',
  'jdk.management/com.sun.management.internal',
]

export interface PulsarOptions extends BrokerOptions {
  /** Of `standalone.conf`, beside ours. */
  readonly settings?: Readonly<Record<string, string | number | boolean>>
  /** What shows that we may ask for its health. */
  readonly token?: string
}

/**
 * Apache Pulsar standalone with its WebSocket API; its address is `host:port` of HTTP, REST and WebSocket. Topics are
 * created on purpose only, as in production. Needs Java 17 or later, Maven and tar.
 */
export const startPulsar = async ({ directory, port, settings = {}, token }: PulsarOptions): Promise<Broker> => {
  const lib = await distribution()
  const first = port ?? (await freePorts(3))
  await untilFree(first, 3)
  const temporary = join(directory, 'tmp')
  await rm(temporary, { recursive: true, force: true })
  await mkdir(temporary, { recursive: true })
  await mkdir(join(directory, 'data'), { recursive: true })
  await writeFile(join(directory, 'standalone.conf'), configuration(first, settings))
  await writeFile(join(directory, 'log4j2.xml'), logging)
  const broker = await serverProcess({
    name: 'Pulsar',
    command: 'java',
    args: [...javaOptions(directory, temporary), '-cp', join(lib, '*'), ...standalone(directory, first)],
    directory,
    log: join(directory, 'pulsar.log'),
    address: `127.0.0.1:${first}`,
    isReady: () => isHealthy(first, token),
  })
  return {
    ...broker,
    async restart() {
      await untilFree(first, 3)
      await broker.restart()
    },
  }
}

const distribution = (): Promise<string> =>
  fetched(`pulsar-${version}`, async (directory) => {
    await download(`org.apache.pulsar:pulsar-server-distribution:${version}:tar.gz:bin`, directory)
    const archive = (await readdir(directory)).find((name) => name.endsWith('.tar.gz'))!
    await runTool('tar', ['-xzf', join(directory, archive), '-C', directory, '--wildcards', '*/lib/*'])
    await rm(join(directory, archive))
    const lib = join(directory, `apache-pulsar-${version}`, 'lib')
    for (const jar of await readdir(lib)) await rename(join(lib, jar), join(directory, jar))
  })

/** The check publishes and reads a message: what answers it can be used. */
const isHealthy = async (port: number, token: string | undefined): Promise<boolean> => {
  const url = `http://127.0.0.1:${port}/admin/v2/brokers/health`
  try {
    const response = await fetch(url, {
      headers: token ? { authorization: `Bearer ${token}` } : {},
      signal: AbortSignal.timeout(5_000),
    })
    return response.ok && (await response.text()).includes('ok')
  } catch {
    return false
  }
}

const javaOptions = (directory: string, temporary: string): readonly string[] => [
  '-Xms128m',
  '-Xmx512m',
  '-XX:MaxDirectMemorySize=384m',
  '-XX:+UseSerialGC',
  '-XX:TieredStopAtLevel=1',
  ...opened.flatMap((part) => ['--add-opens', `${part}=ALL-UNNAMED`]),
  `-Djava.io.tmpdir=${temporary}`,
  '-Djava.net.preferIPv4Stack=true',
  '-Dio.netty.tryReflectionSetAccessible=true',
  '-Dorg.apache.pulsar.shade.io.netty.tryReflectionSetAccessible=true',
  `-Dlog4j2.configurationFile=${join(directory, 'log4j2.xml')}`,
  '-Dlog4j2.is.webapp=false',
  '-Dbookkeeper.metadata.bookie.drivers=org.apache.pulsar.metadata.bookkeeper.PulsarMetadataBookieDriver',
  '-Dbookkeeper.metadata.client.drivers=org.apache.pulsar.metadata.bookkeeper.PulsarMetadataClientDriver',
]

const standalone = (directory: string, port: number): readonly string[] => [
  'org.apache.pulsar.PulsarStandaloneStarter',
  '--no-functions-worker',
  '--no-stream-storage',
  '--config',
  join(directory, 'standalone.conf'),
  '--advertised-address',
  '127.0.0.1',
  '--metadata-dir',
  join(directory, 'data', 'metadata'),
  '--bookkeeper-dir',
  join(directory, 'data', 'bookkeeper'),
  '--bookkeeper-port',
  String(port + 2),
]

const configuration = (port: number, settings: object): string =>
  Object.entries({
    clusterName: 'standalone',
    webServicePort: port,
    brokerServicePort: port + 1,
    bindAddress: '127.0.0.1',
    advertisedAddress: '127.0.0.1',
    // Without these two its storage takes a random port on every interface.
    allowEphemeralPorts: true,
    listeningInterface: 'lo',
    webSocketServiceEnabled: true,
    managedLedgerDefaultEnsembleSize: 1,
    managedLedgerDefaultWriteQuorum: 1,
    managedLedgerDefaultAckQuorum: 1,
    managedLedgerCacheSizeMB: 32,
    dbStorage_writeCacheMaxSizeMb: 32,
    dbStorage_readAheadCacheMaxSizeMb: 32,
    allowAutoTopicCreation: false,
    brokerDeleteInactiveTopicsEnabled: false,
    acknowledgmentAtBatchIndexLevelEnabled: true,
    ...settings,
  })
    .map(([name, value]) => `${name}=${value}\n`)
    .join('')

const logging = `<Configuration>
  <Appenders><Console name="out"><PatternLayout pattern="%d{ISO8601} %-5p %c{1} %m%n"/></Console></Appenders>
  <Loggers><Root level="warn"><AppenderRef ref="out"/></Root></Loggers>
</Configuration>`
