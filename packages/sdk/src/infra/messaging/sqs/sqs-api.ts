export interface CallOptions {
  readonly abortSignal: AbortSignal
}

/** A batch's answer. It comes with status 200 also when none of its entries was done. */
export interface BatchAnswer {
  readonly Successful?: readonly { readonly Id?: string | undefined }[] | undefined
  readonly Failed?: readonly BatchFault[] | undefined
}

export interface BatchFault {
  readonly Id?: string | undefined
  readonly Code?: string | undefined
  readonly Message?: string | undefined
  readonly SenderFault?: boolean | undefined
}

export interface AttributeValue {
  readonly DataType: string | undefined
  readonly StringValue?: string | undefined
  readonly BinaryValue?: Uint8Array | undefined
}

export type Attributes = Record<string, AttributeValue>

export interface ReceivedMessage {
  readonly Body?: string | undefined
  readonly ReceiptHandle?: string | undefined
  readonly Attributes?: Partial<Record<string, string>> | undefined
  readonly MessageAttributes?: Attributes | undefined
}

export interface OutgoingMessage {
  readonly MessageBody: string
  readonly MessageGroupId?: string
  readonly MessageDeduplicationId?: string
  readonly MessageAttributes?: Attributes
}

/** What the transport needs of `@aws-sdk/client-sqs`'s `SQS`. */
export interface SqsApi {
  getQueueUrl(input: { QueueName: string }, options: CallOptions): Promise<{ QueueUrl?: string | undefined }>
  createQueue(
    input: { QueueName: string; Attributes: Record<string, string> },
    options: CallOptions,
  ): Promise<{ QueueUrl?: string | undefined }>
  getQueueAttributes(
    input: { QueueUrl: string; AttributeNames: 'QueueArn'[] },
    options: CallOptions,
  ): Promise<{ Attributes?: Partial<Record<string, string>> | undefined }>
  setQueueAttributes(
    input: { QueueUrl: string; Attributes: Record<string, string> },
    options: CallOptions,
  ): Promise<unknown>
  sendMessage(input: OutgoingMessage & { QueueUrl: string }, options: CallOptions): Promise<unknown>
  sendMessageBatch(
    input: { QueueUrl: string; Entries: (OutgoingMessage & { Id: string })[] },
    options: CallOptions,
  ): Promise<BatchAnswer>
  receiveMessage(
    input: {
      QueueUrl: string
      MaxNumberOfMessages: number
      WaitTimeSeconds: number
      VisibilityTimeout: number
      MessageAttributeNames: string[]
      MessageSystemAttributeNames: ('ApproximateReceiveCount' | 'MessageGroupId')[]
      ReceiveRequestAttemptId?: string
    },
    options: CallOptions,
  ): Promise<{ Messages?: readonly ReceivedMessage[] | undefined }>
  deleteMessageBatch(
    input: { QueueUrl: string; Entries: { Id: string; ReceiptHandle: string }[] },
    options: CallOptions,
  ): Promise<BatchAnswer>
  changeMessageVisibilityBatch(
    input: { QueueUrl: string; Entries: { Id: string; ReceiptHandle: string; VisibilityTimeout: number }[] },
    options: CallOptions,
  ): Promise<BatchAnswer>
  destroy(): void
}
