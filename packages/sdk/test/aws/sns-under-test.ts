import { provisionTopics, snsClient, snsPublisher, snsSubscriber } from '../../src/infra/messaging/sns/index.ts'
import { sqsClient } from '../../src/infra/messaging/sqs/index.ts'
import { uuidv7 } from '../../src/seedwork/typed-id.ts'
import type { TransportUnderTest } from '../../src/testing/conformance/index.ts'
import { warnings } from '../warnings.ts'
import { awsProxy } from './aws-proxy.ts'
import { nobody, visibilitySeconds, type StandIn } from './sqs-under-test.ts'

/** The transport over a stand-in of SNS and SQS, for one test of the conformance suite, with topics of its own. */
export const snsUnderTest = async (
  { url, close }: StandIn,
  { fifo }: { readonly fifo: boolean },
): Promise<TransportUnderTest> => {
  const proxy = await awsProxy(url)
  const naming = {
    arns: 'arn:aws:sns:us-east-1:000000000000',
    fifo,
    prefix: `t${uuidv7(Date.now()).slice(-8)}-`,
  }
  const topics: [string, string] = ['eventos.uno', 'eventos.otro']
  const clients: Disposable[] = []
  const make = (endpoint: string) => {
    const client = snsClient({ ...nobody, endpoint })
    const sqs = sqsClient({ ...nobody, endpoint })
    clients.push(client, sqs)
    const options = { ...naming, visibilitySeconds, waitSeconds: 1 }
    return {
      client,
      publisher: snsPublisher({ client }, naming),
      subscriber: snsSubscriber({ client, sqs, logger: warnings() }, options),
    }
  }
  const first = make(proxy.url)
  await provisionTopics(first, { ...naming, topics })
  return {
    ...first,
    topics,
    async reopen() {
      for (const client of clients) client[Symbol.dispose]()
      return make(url)
    },
    disconnect: () => proxy.cut(visibilitySeconds * 1_000 + 300),
    refuse: (messageId) => proxy.refuse(messageId),
    async close() {
      for (const client of clients) client[Symbol.dispose]()
      await proxy[Symbol.asyncDispose]()
      await close?.()
    },
  }
}
