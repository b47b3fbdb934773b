import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Broker } from './broker.ts'
import { startKafka } from './kafka.ts'

/** An empty Kafka for one test file, whose data go with it. */
export const temporaryKafka = async (): Promise<Broker> => {
  const directory = await mkdtemp(join(tmpdir(), 'kafka-'))
  const kafka = await startKafka({ directory })
  return {
    ...kafka,
    async [Symbol.asyncDispose]() {
      await kafka[Symbol.asyncDispose]()
      await rm(directory, { recursive: true, force: true })
    },
  }
}
