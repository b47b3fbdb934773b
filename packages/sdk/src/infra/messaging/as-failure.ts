import { Failure } from '../../seedwork/failure.ts'

/** Any error as a `Failure`. Of one that is none only the name is told: its words may quote a person. */
export const asFailure = (error: unknown): Failure =>
  Failure.is(error)
    ? error
    : new Failure('unknown', 'messaging.handler_failed', error instanceof Error ? error.name : 'not an error', {
        cause: error,
      })
