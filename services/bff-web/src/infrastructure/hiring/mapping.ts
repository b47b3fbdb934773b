import { Failure, type FailureKind } from '@baltra/sdk'
import { z } from 'zod'
import { hiringRefusal } from '../../application/hiring-refusal.ts'

const Problem = z.object({
  code: z.string(),
  detail: z.string().optional(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
})

const kinds: Readonly<Record<number, FailureKind>> = {
  400: 'invalid',
  404: 'not_found',
  409: 'conflict',
  422: 'invalid',
}

/** What hiring-api's error answer means here; its own words are kept where it answers a problem. */
export const refusalOf = ({ status, body }: { status: number; body: string }): Failure => {
  if (status === 401 || status === 403) return hiringRefusal(status)
  const kind = kinds[status] ?? 'unavailable'
  if (kind === 'unavailable') {
    return new Failure(kind, 'bff.hiring_unavailable', 'The hiring service cannot answer now.', { details: { status } })
  }
  const { code, detail, errors } = problemIn(body)
  const details = errors === undefined ? {} : { errors }
  return new Failure(kind, code, detail ?? 'The hiring service refused the request.', { details })
}

const problemIn = (body: string): z.output<typeof Problem> => {
  try {
    return Problem.parse(JSON.parse(body))
  } catch {
    return { code: 'bff.hiring_refused' }
  }
}

/** Reads an answer; fields that are not ours are dropped, one that does not fit counts as no answer at all. */
export const read = <Schema extends z.ZodType>(schema: Schema, answer: unknown): z.output<Schema> => {
  const read = schema.safeParse(answer)
  if (read.success) return read.data
  throw new Failure('unavailable', 'bff.hiring_garbled', 'The hiring service answered something unknown.', {
    cause: read.error,
  })
}
