import { z } from 'zod'
import { parseLosslessly } from './lossless-json.ts'

/** The `error` of an answer. Meta: only message and code can be relied on, and the type means nothing. */
export interface GraphError {
  readonly message: string
  readonly code?: number
  readonly subcode?: number
  readonly isTransient: boolean
  readonly fbtraceId?: string
  /** Dotted names of the parameters that Meta blames. */
  readonly blamed: readonly string[]
}

/** `undefined` when the answer carries no error, whatever its status. Never throws: of a garbled error, what is left. */
export const readGraphError = (answer: unknown): GraphError | undefined => {
  const error = Envelope.safeParse(answer).data?.error
  if (error === undefined || error === null) return undefined
  const { message, code, error_subcode: subcode, fbtrace_id: fbtraceId, ...rest } = ErrorBody.parse({ ...error })
  return {
    message,
    ...(code !== undefined && { code }),
    ...(subcode !== undefined && { subcode }),
    isTransient: rest.is_transient,
    ...(fbtraceId !== undefined && { fbtraceId }),
    blamed: rest.error_data,
  }
}

const Envelope = z.object({ error: z.unknown().optional() })

const Code = z
  .union([
    z.int(),
    z
      .string()
      .regex(/^-?\d{1,15}$/)
      .transform(Number),
  ])
  .optional()
  .catch(undefined)

const Blame = z
  .object({ blame_field_specs: z.array(z.array(z.union([z.string(), z.number()]))) })
  .transform(({ blame_field_specs: specs }) => specs.map((path) => path.join('.')))

/** Meta: an object, or the JSON of one as a string. */
const ErrorData = z.preprocess((data) => (typeof data === 'string' ? parseLosslessly(data) : data), Blame).catch([])

const ErrorBody = z.object({
  message: z.string().catch('no message'),
  code: Code,
  error_subcode: Code,
  is_transient: z.boolean().catch(false),
  fbtrace_id: z.string().optional().catch(undefined),
  error_data: ErrorData,
})
