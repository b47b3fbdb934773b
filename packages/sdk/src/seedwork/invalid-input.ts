import type { z } from 'zod'
import { Failure } from './failure.ts'

export interface InputError {
  /** Dotted, as in `candidate.phone`; empty for the input as a whole. */
  readonly path: string
  readonly message: string
}

/** All that is wrong with an input at once, as `details.errors`. The values themselves are not repeated. */
export const invalidInput = (error: z.core.$ZodError): Failure => {
  const errors: InputError[] = error.issues.map(({ path, message }) => ({ path: path.join('.'), message }))
  return new Failure('invalid', 'invalid_input', 'the input is not valid', { details: { errors } })
}
