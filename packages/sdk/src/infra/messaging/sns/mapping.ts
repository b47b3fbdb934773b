import { placeOf } from '../sqs/mapping.ts'
import { awsName } from '../sqs/queue-name.ts'
import type { Parcel } from '../sqs/send-in-order.ts'
import type { TopicOptions } from './config.ts'

export const topicArn = (topic: string, { arns, ...naming }: TopicOptions): string =>
  `${arns}:${awsName(topic, naming)}`

/** A consumer has a queue for each topic: lanes of two topics never wait for each other. */
export const consumerQueueName = (consumer: string, topic: string, naming: TopicOptions): string =>
  awsName(`${consumer}.${topic}`, naming)

/** Subscriptions are raw: what is published here is what the queue holds. */
export const publishEntry = ({ outbound, body }: Parcel, place: number, isFifo: boolean) => ({
  Id: String(place),
  Message: body,
  ...placeOf(outbound, isFifo),
})
