import type { SqsClient } from '../sqs/client.ts'
import type { QueueOptions } from '../sqs/config.ts'
import { provisionQueue, queueArn } from '../sqs/provision.ts'
import { awsName } from '../sqs/queue-name.ts'
import type { SnsClient } from './client.ts'

/** Makes the topics that are missing. `subscribe` of the subscriber makes the queues, one for each consumer and topic. */
export const provisionTopics = async (
  { client }: { readonly client: SnsClient },
  { topics, ...naming }: QueueOptions & { readonly topics: readonly string[] },
): Promise<void> => {
  for (const topic of topics) {
    const Name = awsName(topic, naming)
    await client.ask((sns, options) =>
      sns.createTopic({ Name, Attributes: Name.endsWith('.fifo') ? fifo : {} }, options),
    )
  }
}

/** The mode in which each group has a throughput of its own. */
const fifo = { FifoTopic: 'true', FifoThroughputScope: 'MessageGroup' }

interface Clients {
  readonly client: SnsClient
  readonly sqs: SqsClient
}

/**
 * A queue that is subscribed to the topic, made as far as it is missing. Where everything exists only rights to look are needed.
 * What SNS could not deliver goes to the queue's dead letters.
 */
export const provisionSubscription = async (
  { client, sqs }: Clients,
  { topicArn, queueName }: { readonly topicArn: string; readonly queueName: string },
): Promise<{ readonly url: string; readonly deadLetterUrl: string }> => {
  const queue = await provisionQueue(sqs, queueName)
  const arn = await queueArn(sqs, queue.url)
  if (await isSubscribed(client, topicArn, arn)) return queue
  const deadLetterArn = await queueArn(sqs, queue.deadLetterUrl)
  await letIn(sqs, { url: queue.url, arn, topicArn })
  await letIn(sqs, { url: queue.deadLetterUrl, arn: deadLetterArn, topicArn })
  const Attributes = {
    RawMessageDelivery: 'true',
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: deadLetterArn }),
  }
  await client.ask((sns, options) =>
    sns.subscribe({ TopicArn: topicArn, Protocol: 'sqs', Endpoint: arn, Attributes }, options),
  )
  return queue
}

const isSubscribed = async (client: SnsClient, topicArn: string, queue: string): Promise<boolean> => {
  let page: { readonly NextToken?: string } | undefined = {}
  while (page) {
    const input: { TopicArn: string; NextToken?: string } = { TopicArn: topicArn, ...page }
    const { Subscriptions = [], NextToken } = await client.ask((sns, options) =>
      sns.listSubscriptionsByTopic(input, options),
    )
    if (Subscriptions.some(({ Endpoint }) => Endpoint === queue)) return true
    page = NextToken ? { NextToken } : undefined
  }
  return false
}

interface Entrance {
  readonly url: string
  readonly arn: string
  readonly topicArn: string
}

/** Without it SNS is refused, once for each message, and does not try again. */
const letIn = async (sqs: SqsClient, { url, arn, topicArn }: Entrance): Promise<void> => {
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'sns.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: arn,
        Condition: { ArnEquals: { 'aws:SourceArn': topicArn } },
      },
    ],
  })
  await sqs.ask((api, options) => api.setQueueAttributes({ QueueUrl: url, Attributes: { Policy } }, options))
}
