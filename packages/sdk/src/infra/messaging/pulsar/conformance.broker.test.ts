import { afterAll, beforeAll } from 'vitest'
import { aPulsar, type APulsar } from '../../../../test/brokers/a-pulsar.ts'
import { frameProxy } from '../../../../test/frame-proxy.ts'
import { warnings } from '../../../../test/warnings.ts'
import { uuidv7 } from '../../../seedwork/typed-id.ts'
import { describeTransport } from '../../../testing/conformance/index.ts'
import type { PulsarSubscriberOptions } from './config.ts'
import { provisionPulsar } from './provision.ts'
import { pulsarPublisher } from './publisher.ts'
import { pulsarSubscriber } from './subscriber.ts'

let broker: APulsar

beforeAll(async () => {
  broker = await aPulsar()
})
afterAll(() => broker[Symbol.asyncDispose]())

const transport = (type: NonNullable<PulsarSubscriberOptions['type']>) => async () => {
  const proxy = await frameProxy(`ws://${broker.address}`)
  const ends: (() => Promise<void>)[] = []
  const client = (webSocketUrl: string) => {
    const pulsar = broker.client({ webSocketUrl, tenant: 'conformance' })
    ends.push(async () => pulsar[Symbol.asyncDispose]())
    return {
      pulsar,
      publisher: pulsarPublisher({ pulsar }),
      subscriber: pulsarSubscriber({ pulsar, logger: warnings() }, { type }),
    }
  }
  const { pulsar, publisher, subscriber } = client(proxy.url)
  const name = `eventos.${uuidv7(Date.now())}`
  const topics = [name, `${name}-other`] as const
  // So many that with Failover, too, each of two instances has a share.
  await provisionPulsar({ pulsar }, { topics, partitions: 4 })
  return {
    publisher,
    subscriber,
    topics,
    async reopen() {
      await pulsar[Symbol.asyncDispose]()
      return client(`ws://${broker.address}`)
    },
    disconnect: async () => proxy.cut(),
    refuse(id: string) {
      proxy.intercept = (frame) => {
        const { properties, context } = JSON.parse(frame) as { properties?: { ce_id: string }; context: string }
        return properties?.ce_id === id
          ? JSON.stringify({ result: 'send-error:8', errorMsg: 'full', context })
          : undefined
      }
      return () => {
        proxy.intercept = () => undefined
      }
    },
    async close() {
      for (const end of ends) await end()
      await proxy[Symbol.asyncDispose]()
    },
  }
}

const features = {
  ordering: true,
  groups: true,
  delay: true,
  redelivery: true,
  attempts: false,
  fencing: false,
  exactAcks: false,
  deadLetters: true,
  holdsLanes: false,
  deduplication: false,
  reconnection: true,
  persistence: true,
  partialFailure: true,
  batchSize: 1_000,
  messageBytes: 750_000,
}

describeTransport('the Pulsar transport with Failover', transport('Failover'), features, { within: 30_000 })
describeTransport('the Pulsar transport with Key_Shared', transport('Key_Shared'), features, { within: 30_000 })
