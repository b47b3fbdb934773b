import { describe, expect, test } from 'vitest'
import { Failure } from '../../../seedwork/failure.ts'
import { awsFailure } from './aws-failure.ts'

const thrown = (name: string, httpStatusCode?: number, code?: string): Error =>
  Object.assign(new Error('secret'), { name, ...(code ? { code } : {}), $metadata: { httpStatusCode } })

describe('an error of an AWS client', () => {
  test.each([
    ['RequestThrottled', 403, 'aws.throttled', 'unavailable', true],
    ['ThrottledException', 429, 'aws.throttled', 'unavailable', true],
    ['OverLimit', 403, 'aws.throttled', 'unavailable', true],
    ['KmsThrottled', 400, 'aws.throttled', 'unavailable', true],
    ['KMSThrottlingException', 400, 'aws.throttled', 'unavailable', true],
    ['InternalFailure', 500, 'aws.unavailable', 'unavailable', true],
    ['Unnamed', 503, 'aws.unavailable', 'unavailable', true],
    ['QueueDoesNotExist', 400, 'aws.not_found', 'not_found', false],
    ['NotFoundException', 404, 'aws.not_found', 'not_found', false],
    ['ReceiptHandleIsInvalid', 404, 'sqs.hold_lost', 'conflict', false],
    ['MessageNotInflight', 400, 'sqs.hold_lost', 'conflict', false],
    ['AccessDeniedException', 400, 'aws.forbidden', 'forbidden', false],
    ['AuthorizationErrorException', 403, 'aws.forbidden', 'forbidden', false],
    ['ExpiredTokenException', 400, 'aws.forbidden', 'forbidden', false],
    ['InvalidParameterValue', 400, 'aws.refused', 'invalid', false],
    ['BatchRequestTooLong', 400, 'aws.refused', 'invalid', false],
    ['SyntaxError', 200, 'aws.no_answer', 'unknown', true],
  ])('%s with %d is %s', (name, status, code, kind, retryable) => {
    const error = thrown(name, status)
    const failure = awsFailure(error) as Failure
    expect(failure).toMatchObject({ code, kind, retryable, cause: error })
    expect(failure.message).not.toContain('secret')
  })

  test.each([
    ['ECONNREFUSED', 'aws.unreachable', 'unavailable'],
    ['ENOTFOUND', 'aws.unreachable', 'unavailable'],
    ['ECONNRESET', 'aws.no_answer', 'unknown'],
    ['EPIPE', 'aws.no_answer', 'unknown'],
  ])('%s is %s', (errno, code, kind) => {
    expect(awsFailure(thrown('Error', undefined, errno))).toMatchObject({ code, kind, retryable: true })
  })

  test.each(['TimeoutError', 'AbortError', 'InvalidChecksumError'])('%s says nothing of what happened', (name) => {
    expect(awsFailure(thrown(name))).toMatchObject({ code: 'aws.no_answer', kind: 'unknown', retryable: true })
  })

  test('of missing credentials is none that passes by itself', () => {
    expect(awsFailure(thrown('CredentialsProviderError'))).toMatchObject({ code: 'aws.forbidden', retryable: false })
  })

  test('that is a mistake of ours, or told already, stays what it is', () => {
    const mistake = new TypeError('a mistake')
    const told = new Failure('invalid', 'test.told', 'told')
    expect([awsFailure(mistake), awsFailure(told)]).toEqual([mistake, told])
  })
})
