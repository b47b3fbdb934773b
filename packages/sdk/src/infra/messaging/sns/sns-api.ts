import type { BatchAnswer, CallOptions } from '../sqs/sqs-api.ts'

/** What the transport needs of `@aws-sdk/client-sns`'s `SNS`. */
export interface SnsApi {
  createTopic(
    input: { Name: string; Attributes: Record<string, string> },
    options: CallOptions,
  ): Promise<{ TopicArn?: string | undefined }>
  publishBatch(
    input: {
      TopicArn: string
      PublishBatchRequestEntries: {
        Id: string
        Message: string
        MessageGroupId?: string
        MessageDeduplicationId?: string
      }[]
    },
    options: CallOptions,
  ): Promise<BatchAnswer>
  listSubscriptionsByTopic(
    input: { TopicArn: string; NextToken?: string },
    options: CallOptions,
  ): Promise<{
    readonly Subscriptions?: readonly { readonly Endpoint?: string | undefined }[] | undefined
    readonly NextToken?: string | undefined
  }>
  subscribe(
    input: { TopicArn: string; Protocol: 'sqs'; Endpoint: string; Attributes: Record<string, string> },
    options: CallOptions,
  ): Promise<unknown>
  destroy(): void
}
