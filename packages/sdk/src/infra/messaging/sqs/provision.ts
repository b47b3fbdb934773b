import { Failure } from '../../../seedwork/failure.ts'
import type { SqsClient } from './client.ts'
import type { QueueOptions } from './config.ts'
import { awsName, deadLetterName } from './queue-name.ts'

/** Seconds: a week to be handled in, and two, which is SQS's most, for a person to look into a dead letter. */
const retention = 7 * 86_400
const deadLetterRetention = 14 * 86_400

/**
 * How often a message is received before SQS itself moves it away. Ours are parked long before, with their reasons: this is for
 * what no consumer of ours ever got to. Receives that were given back count too.
 */
const maxReceiveCount = 100

interface ProvisionedQueue {
  readonly url: string
  readonly deadLetterUrl: string
}

/**
 * Makes the queues of these topics, each with its dead-letter queue, as far as they are missing. Those that exist are left as they
 * are. For set-ups that have no other tool for this, and a pattern for those that have: the same names, FIFO with
 * deduplication and throughput by message group, a `RedrivePolicy`.
 */
export const provisionQueues = async (
  { client }: { readonly client: SqsClient },
  { topics, ...naming }: QueueOptions & { readonly topics: readonly string[] },
): Promise<void> => {
  for (const topic of topics) await provisionQueue(client, awsName(topic, naming))
}

export const provisionQueue = async (client: SqsClient, name: string): Promise<ProvisionedQueue> => {
  const deadLetters = deadLetterName(name)
  const deadLetterUrl =
    (await urlOf(client, deadLetters)) ?? (await create(client, deadLetters, deadLetterRetention, {}))
  const redrive = async () => ({ deadLetterTargetArn: await queueArn(client, deadLetterUrl), maxReceiveCount })
  const url =
    (await urlOf(client, name)) ??
    (await create(client, name, retention, { RedrivePolicy: JSON.stringify(await redrive()) }))
  return { url, deadLetterUrl }
}

export const queueArn = async (client: SqsClient, url: string): Promise<string> => {
  const { Attributes } = await client.ask((sqs, options) =>
    sqs.getQueueAttributes({ QueueUrl: url, AttributeNames: ['QueueArn'] }, options),
  )
  return Attributes!.QueueArn!
}

const urlOf = async (client: SqsClient, name: string): Promise<string | undefined> => {
  try {
    return (await client.ask((sqs, options) => sqs.getQueueUrl({ QueueName: name }, options))).QueueUrl
  } catch (error) {
    if (Failure.is(error) && error.kind === 'not_found') return undefined
    throw error
  }
}

const create = async (
  client: SqsClient,
  name: string,
  seconds: number,
  more: Record<string, string>,
): Promise<string> => {
  const Attributes = { MessageRetentionPeriod: String(seconds), ...(name.endsWith('.fifo') ? fifo : {}), ...more }
  const { QueueUrl } = await client.ask((sqs, options) => sqs.createQueue({ QueueName: name, Attributes }, options))
  return QueueUrl!
}

/** The mode in which each group has a throughput of its own. Our messages bring their deduplication ids. */
const fifo = { FifoQueue: 'true', DeduplicationScope: 'messageGroup', FifoThroughputLimit: 'perMessageGroupId' }
