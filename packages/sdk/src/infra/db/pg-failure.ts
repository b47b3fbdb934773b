import { Failure } from '../../seedwork/failure.ts'

/** SQLSTATE classes and codes (PostgreSQL 18, appendix A) that mean: the server is not there, or not now. */
const gone = /^(?:08|53|57P|58)/
const connectionLost = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
])
const lostInWords = /connection terminated|timeout exceeded when trying to connect|not queryable|connection error/i

interface Reported {
  readonly code?: string
  readonly constraint?: string
  readonly message?: string
}

/** What a driver's error means to a caller. The driver's own text quotes rows, so it is only kept as the cause. */
export const failureOf = (error: unknown): unknown => {
  if (Failure.is(error)) return error
  const reported = driverError(error)
  const { code = '', constraint } = reported
  if (constraint === 'inbox_pkey') {
    return new Failure('conflict', 'messaging.already_handled', 'this consumer has handled the message', {
      cause: error,
    })
  }
  if (code === '23505') {
    return new Failure('conflict', 'conflict', `another transaction was faster (${constraint ?? 'unique'})`, {
      cause: error,
      retryable: true,
    })
  }
  if (code === 'BL409' || code === '40001' || code === '40P01') {
    return new Failure('conflict', 'conflict', 'another transaction was faster', { cause: error, retryable: true })
  }
  if (code === '57014') return new Failure('unavailable', 'db.too_slow', 'the database took too long', { cause: error })
  if (isLost(reported))
    return new Failure('unavailable', 'db.unavailable', 'the database does not answer', { cause: error })
  // The query builder's own error quotes the parameters, which are people's data.
  return error instanceof Error && 'params' in error ? (error.cause ?? error) : error
}

/** Whether the connection itself is gone, so that nothing is known of the statements under way. */
export const isConnectionLost = (error: unknown): boolean => isLost(driverError(error))

const isLost = ({ code = '', message = '' }: Reported): boolean =>
  gone.test(code) || connectionLost.has(code) || lostInWords.test(message)

/** The query builder wraps what the driver reports. */
const driverError = (error: unknown): Reported => {
  if (!(error instanceof Error)) return {}
  const { cause } = error
  return 'params' in error && cause instanceof Error ? cause : error
}
