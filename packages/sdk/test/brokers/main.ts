import { mkdir } from 'node:fs/promises'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { StartBroker } from './broker.ts'
import { startKafka } from './kafka.ts'
import { startPulsar } from './pulsar.ts'
import { startMiniStack } from './sqs.ts'

const help = `npm run brokers -- <name>

Starts a broker on 127.0.0.1 and keeps it running until Ctrl-C. The first start downloads it.

  kafka      Apache Kafka, port 9092          needs Java 17 and Maven
  pulsar     Apache Pulsar, port 8080         needs Java 17 and Maven
  sqs        SQS and SNS (MiniStack), 4566    needs Python 3

Data stay in .brokers/data; delete that folder to begin with an empty broker.
`

const known: Readonly<Record<string, { readonly start: StartBroker; readonly port: number }>> = {
  kafka: { start: startKafka, port: 9092 },
  pulsar: { start: startPulsar, port: 8080 },
  sqs: { start: startMiniStack, port: 4566 },
}

const [name = '--help'] = process.argv.slice(2)
const broker = known[name]

if (broker) await run(name, broker)
else {
  process.stdout.write(name === '--help' ? help : `there is no broker ${name}\n\n${help}`)
  process.exitCode = name === '--help' ? 0 : 2
}

async function run(called: string, { start, port }: { start: StartBroker; port: number }): Promise<void> {
  const directory = fileURLToPath(new URL(`../../../../.brokers/data/${called}/`, import.meta.url))
  await mkdir(directory, { recursive: true })
  process.stdout.write(`starting ${called}: the first time takes a minute or two ...\n`)
  try {
    await using running = await start({ directory, port })
    process.stdout.write(`${called} answers at ${running.address}; Ctrl-C ends it\n`)
    await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')])
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exitCode = 1
  }
}
