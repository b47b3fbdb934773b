import type { QueueOptions, SqsSubscriberOptions } from '../sqs/config.ts'

export interface TopicOptions extends QueueOptions {
  /** How the ARNs of the topics begin: `arn:aws:sns:us-east-1:123456789012`. To publish no other right is needed then. */
  readonly arns: string
}

export interface SnsPublisherOptions extends TopicOptions {
  /**
   * The most bytes that the topics take, of one message and of one batch. By default SNS's own 256 KiB; a topic whose
   * `MaximumMessageSize` was set takes up to 1 MiB.
   */
  readonly messageBytes?: number
}

export interface SnsSubscriberOptions extends TopicOptions, SqsSubscriberOptions {}

export const publisherDefaults = { fifo: true, prefix: '', messageBytes: 262_144 } as const
