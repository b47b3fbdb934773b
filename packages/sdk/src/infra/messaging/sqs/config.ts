/** How topics become queues. Publisher, subscriber and provisioning are given the same. */
export interface QueueOptions {
  /** Whether the queues are FIFO ones, which keep the order of lanes. By default they are. */
  readonly fifo?: boolean
  /** Put before every name, for accounts that hold several environments: `staging-`. */
  readonly prefix?: string
}

export interface SqsPublisherOptions extends QueueOptions {
  /**
   * The most bytes that the queues take, of one message and of one batch. By default SQS's own limit of 1 MiB; a queue whose
   * `MaximumMessageSize` was set lower stays lower.
   */
  readonly messageBytes?: number
}

export interface SqsSubscriberOptions extends QueueOptions {
  /**
   * After how many seconds without a heart-beat of ours a message is free for others: so long does a crash hold it. 30 by
   * default. What is in hand is kept for as long as it takes, up to SQS's 12 hours.
   */
  readonly visibilitySeconds?: number
  /** How many seconds a poll waits for messages, and so the longest that stopping takes when nothing is in hand. 5 by default. */
  readonly waitSeconds?: number
}

export const publisherDefaults = { fifo: true, prefix: '', messageBytes: 1_048_576 } as const
export const subscriberDefaults = { fifo: true, prefix: '', visibilitySeconds: 30, waitSeconds: 5 } as const

/** A queue that is consumed. */
export interface Queue {
  readonly topic: string
  readonly url: string
  /** Where parked messages go. */
  readonly deadLetterUrl: string
  readonly isFifo: boolean
}
