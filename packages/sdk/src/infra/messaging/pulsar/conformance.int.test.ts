import { FakePulsar } from '../../../../test/fake-pulsar/fake-pulsar.ts'
import { warnings } from '../../../../test/warnings.ts'
import { uuidv7 } from '../../../seedwork/typed-id.ts'
import { describeTransport } from '../../../testing/conformance/index.ts'
import { pulsarClient } from './client.ts'
import { provisionPulsar } from './provision.ts'
import { pulsarPublisher } from './publisher.ts'
import { pulsarSubscriber } from './subscriber.ts'

const transport = (type: 'Failover' | 'Key_Shared') => async () => {
  const fake = await FakePulsar.start()
  fake.isShared = type === 'Key_Shared'
  const ends: (() => Promise<void>)[] = []
  const client = () => {
    const pulsar = pulsarClient({ url: fake.url })
    ends.push(async () => pulsar[Symbol.asyncDispose]())
    return {
      pulsar,
      publisher: pulsarPublisher({ pulsar }),
      subscriber: pulsarSubscriber({ pulsar, logger: warnings() }, { type }),
    }
  }
  const { pulsar, publisher, subscriber } = client()
  const name = uuidv7(Date.now())
  const topics = [name, `${name}-other`] as const
  await provisionPulsar({ pulsar }, { topics })
  return {
    publisher,
    subscriber,
    topics,
    async reopen() {
      await pulsar[Symbol.asyncDispose]()
      return client()
    },
    disconnect: async () => fake.cut(),
    refuse(id: string) {
      fake.intercept = ({ properties, context }, socket) => {
        if ((properties as { ce_id: string } | undefined)?.ce_id !== id) return false
        socket.send(JSON.stringify({ result: 'send-error:8', errorMsg: 'full', context }))
        return true
      }
      return () => {
        fake.intercept = () => false
      }
    },
    async close() {
      for (const end of ends) await end()
      await fake[Symbol.asyncDispose]()
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

// On a fake server, which needs no Java. The broker itself is asked in `conformance.broker.test.ts`.
describeTransport('the Pulsar transport with Key_Shared, on a fake server,', transport('Key_Shared'), features)
// A topic in one piece has one instance at a time.
describeTransport('the Pulsar transport with Failover, on a fake server,', transport('Failover'), {
  ...features,
  groups: false,
})
