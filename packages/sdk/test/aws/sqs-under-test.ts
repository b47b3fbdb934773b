import { provisionQueues, sqsClient, sqsPublisher, sqsSubscriber } from '../../src/infra/messaging/sqs/index.ts'
import { uuidv7 } from '../../src/seedwork/typed-id.ts'
import type { TransportUnderTest } from '../../src/testing/conformance/index.ts'
import { warnings } from '../warnings.ts'
import { awsProxy } from './aws-proxy.ts'

/** Any will do for a stand-in. */
export const nobody = {
  region: 'us-east-1',
  credentials: { accessKeyId: 'nobody', secretAccessKey: 'nothing' },
} as const

/** So long a message of a client that was cut off is out of reach, in seconds. */
export const visibilitySeconds = 3

export interface StandIn {
  readonly url: string
  close?(): Promise<void>
}

/** The transport over a stand-in of SQS, for one test of the conformance suite, with queues of its own. */
export const sqsUnderTest = async (
  { url, close }: StandIn,
  { fifo }: { readonly fifo: boolean },
): Promise<TransportUnderTest> => {
  const proxy = await awsProxy(url)
  const naming = { fifo, prefix: `t${uuidv7(Date.now()).slice(-8)}-` }
  const topics: [string, string] = ['eventos.uno', 'eventos.otro']
  const clients: Disposable[] = []
  const make = (endpoint: string) => {
    const client = sqsClient({ ...nobody, endpoint })
    clients.push(client)
    const subscriber = sqsSubscriber({ client, logger: warnings() }, { ...naming, visibilitySeconds, waitSeconds: 1 })
    return { client, publisher: sqsPublisher({ client }, naming), subscriber }
  }
  const first = make(proxy.url)
  await provisionQueues(first, { ...naming, topics })
  return {
    ...first,
    topics,
    async reopen() {
      first.client[Symbol.dispose]()
      return make(url)
    },
    // SQS knows no connections: somebody is cut off once he was not heard of for as long as messages are his.
    disconnect: () => proxy.cut(visibilitySeconds * 1_000 + 300),
    refuse: (messageId) => proxy.refuse(messageId),
    async close() {
      for (const client of clients) client[Symbol.dispose]()
      await proxy[Symbol.asyncDispose]()
      await close?.()
    },
  }
}
