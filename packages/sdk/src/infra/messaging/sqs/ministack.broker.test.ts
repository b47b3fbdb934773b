import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { fifoFeatures } from '../../../../test/aws/features.ts'
import { sqsUnderTest } from '../../../../test/aws/sqs-under-test.ts'
import type { Broker } from '../../../../test/brokers/broker.ts'
import { startMiniStack } from '../../../../test/brokers/sqs.ts'
import { describeTransport } from '../../../testing/conformance/index.ts'

let directory: string
let broker: Broker

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ministack-'))
  broker = await startMiniStack({ directory })
})

afterAll(async () => {
  await broker[Symbol.asyncDispose]()
  await rm(directory, { recursive: true })
})

describeTransport('SQS on MiniStack', () => sqsUnderTest({ url: broker.address }, { fifo: true }), fifoFeatures, {
  many: 400,
})
