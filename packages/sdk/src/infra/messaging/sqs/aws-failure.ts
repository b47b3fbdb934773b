import { Failure } from '../../../seedwork/failure.ts'

const throttled =
  /^(?:AWS\.SimpleQueueService\.)?(?:Throttl|RequestThrottled|TooManyRequests|RequestLimitExceeded|SlowDown|OverLimit|KmsThrottled|KMSThrottling)/i
const forbidden =
  /AccessDenied|Authorization|NotAuthorized|ExpiredToken|InvalidClientTokenId|UnrecognizedClient|SignatureDoesNotMatch|AuthFailure|CredentialsProvider|AuthenticationToken/
const missing = /^(?:QueueDoesNotExist|NotFound|AWS\.SimpleQueueService\.NonExistentQueue)/
const holdLost = /ReceiptHandleIsInvalid|MessageNotInflight/

/** The connection was never made: nothing happened. */
const neverSent = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'])

interface Thrown {
  readonly name?: string
  readonly code?: string
  readonly $metadata?: { readonly httpStatusCode?: number }
}

/**
 * What an error of an AWS client means to a caller. By its name: the code beside it is spelled in several ways, and a throttle
 * passes for a fault of the sender's. A mistake in our own code stays what it is.
 */
export const awsFailure = (error: unknown): unknown => {
  if (Failure.is(error) || error instanceof TypeError || error instanceof RangeError) return error
  const { name = '', code = '', $metadata } = error as Thrown
  const status = $metadata?.httpStatusCode
  if (neverSent.has(code)) return failure('unavailable', 'aws.unreachable', `AWS is not reachable (${code})`, error)
  const named = failureNamed(name, error)
  if (named) return named
  if (status === undefined || status < 300)
    return failure('unknown', 'aws.no_answer', `AWS gave no answer (${code || name})`, error)
  return status >= 500 || status === 429
    ? failure('unavailable', 'aws.unavailable', `AWS is in trouble (${name})`, error)
    : failure('invalid', 'aws.refused', `AWS refused the call (${name})`, error)
}

/** The same for an entry of a batch. One that is in neither list of the answer has no fault, and nothing is known of it. */
export const entryFailure = (fault?: {
  readonly Code?: string | undefined
  readonly SenderFault?: boolean | undefined
}): Failure => {
  if (!fault) return failure('unknown', 'aws.no_answer', 'AWS did not answer for this one of the batch', undefined)
  const { Code = 'no code', SenderFault } = fault
  const named = failureNamed(Code, fault)
  if (named) return named
  return SenderFault
    ? failure('invalid', 'aws.refused', `AWS refused this one of the batch (${Code})`, fault)
    : failure('unavailable', 'aws.unavailable', `AWS is in trouble (${Code})`, fault)
}

const failureNamed = (name: string, cause: unknown): Failure | undefined => {
  if (throttled.test(name)) return failure('unavailable', 'aws.throttled', `AWS asks for less at once (${name})`, cause)
  if (holdLost.test(name)) return failure('conflict', 'sqs.hold_lost', `the message is in other hands (${name})`, cause)
  if (missing.test(name))
    return failure('not_found', 'aws.not_found', `there is no such queue or topic (${name})`, cause)
  if (forbidden.test(name)) return failure('forbidden', 'aws.forbidden', `AWS does not let us (${name})`, cause)
  return undefined
}

const failure = (kind: Failure['kind'], code: string, message: string, cause: unknown): Failure =>
  new Failure(kind, code, message, { cause, retryable: kind === 'unavailable' || kind === 'unknown' })
