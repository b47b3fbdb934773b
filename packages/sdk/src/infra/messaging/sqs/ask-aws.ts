import { Failure } from '../../../seedwork/failure.ts'
import { DeadlineExceeded, retry } from '../../../shared/retry/index.ts'
import { awsFailure } from './aws-failure.ts'
import type { CallOptions } from './sqs-api.ts'

/** Milliseconds: of the first wait between two attempts and of the longest. */
const base = 50
const cap = 1_000

interface Patience {
  readonly attempts: number
  /** Milliseconds for all attempts together. */
  readonly deadline: number
}

/**
 * Makes calls of a client that itself neither retries nor gives up: both are decided here, once. What may pass is tried again
 * with full jitter, also when the answer got lost: a send that was done before is known by its deduplication id, or comes twice.
 */
export const askAws =
  <Api>(load: () => Promise<Api>, { attempts, deadline }: Patience) =>
  async <Answer>(work: (api: Api, options: CallOptions) => Promise<Answer>): Promise<Answer> => {
    const api = await load()
    const attempt = async ({ signal }: { readonly signal: AbortSignal }): Promise<Answer> => {
      try {
        return await work(api, { abortSignal: signal })
      } catch (error) {
        throw awsFailure(error)
      }
    }
    const shouldRetry = (error: unknown): boolean => Failure.is(error) && error.retryable
    return retry(attempt, { attempts, deadline, base, cap, shouldRetry }).catch(late)
  }

const late = (error: unknown): never => {
  if (!(error instanceof DeadlineExceeded)) throw error
  throw new Failure('unknown', 'aws.no_answer', `AWS gave no answer: ${error.message}`, {
    cause: error,
    retryable: true,
  })
}
