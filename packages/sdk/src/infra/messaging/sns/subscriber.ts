import type { Subscriber } from '../../../seedwork/transport.ts'
import type { SqsClient } from '../sqs/client.ts'
import { queueSubscriber } from '../sqs/subscriber.ts'
import type { SnsClient } from './client.ts'
import type { SnsSubscriberOptions } from './config.ts'
import { consumerQueueName, topicArn } from './mapping.ts'
import { provisionSubscription } from './provision.ts'

export interface SnsSubscriberDependencies {
  readonly client: SnsClient
  /** Messages are read from queues. */
  readonly sqs: SqsClient
  readonly logger: { warn(facts: object, message: string): void }
}

/** Each consumer reads queues of its own, which are subscribed to the topics. */
export const snsSubscriber = (
  { client, sqs, logger }: SnsSubscriberDependencies,
  options: SnsSubscriberOptions,
): Subscriber => {
  const { arns, fifo = true, prefix = '' } = options
  const naming = { arns, fifo, prefix }
  return queueSubscriber({ client: sqs, logger }, options, ({ consumer, topics }) =>
    Promise.all(
      topics.map(async (topic) => {
        const { url, deadLetterUrl } = await provisionSubscription(
          { client, sqs },
          { topicArn: topicArn(topic, naming), queueName: consumerQueueName(consumer, topic, naming) },
        )
        return { topic, url, deadLetterUrl, isFifo: fifo }
      }),
    ),
  )
}
