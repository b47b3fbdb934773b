import type { z } from 'zod'
import { Failure } from './failure.ts'
import type { MessageDefinition } from './message-definition.ts'

/** One step from the data of a version to those of the next. */
export interface Upcaster {
  /** The version that it reads, as it was. */
  readonly reads: z.ZodType
  up(data: unknown): unknown
}

/** What `up` returns is checked by whoever reads the next version, so that a wrong step can't go unseen. */
export const upcaster = <Reads extends z.ZodType>(reads: Reads, up: (data: z.output<Reads>) => unknown): Upcaster => ({
  reads,
  up: (data) => up(data as z.output<Reads>),
})

/**
 * The data of a message of any known version, in the present form. Refuses with `messaging.unknown_version` what is newer
 * than this program, or older than its oldest upcaster, and with `messaging.bad_data` what its schema refuses or an upcaster
 * throws at: trying again would not help.
 */
export const upcast = <Schema extends z.ZodType>(
  definition: MessageDefinition<string, Schema>,
  { version, data }: { readonly version: number; readonly data: unknown },
): z.output<Schema> => {
  let current = data
  for (let step = version; step !== definition.version; step += 1) {
    const from = definition.upcasters[step]
    if (!from) throw unknownVersion(definition, version)
    current = lifted(from, { type: definition.type, step, data: fitting(definition, from.reads, current) })
  }
  return fitting(definition, definition.schema, current)
}

const lifted = (
  from: Upcaster,
  { type, step, data }: { readonly type: string; readonly step: number; readonly data: unknown },
): unknown => {
  try {
    return from.up(data)
  } catch (cause) {
    const message = `the data of ${type} can't be brought from version ${step} to ${step + 1}`
    throw new Failure('invalid', 'messaging.bad_data', message, { cause })
  }
}

const fitting = <Schema extends z.ZodType>(
  { type }: MessageDefinition,
  schema: Schema,
  data: unknown,
): z.output<Schema> => {
  const parsed = schema.safeParse(data)
  if (parsed.success) return parsed.data
  throw badData(type, parsed.error)
}

/** Says where, for whoever finds the message among the dead letters, and not what stood there. */
const badData = (type: string, error: z.ZodError): Failure => {
  const places = error.issues.slice(0, 5).map(({ path, code }) => `${path.join('.') || 'as a whole'} (${code})`)
  const more = error.issues.length > places.length ? ', …' : ''
  const message = `the data of ${type} do not fit: ${places.join(', ')}${more}`
  return new Failure('invalid', 'messaging.bad_data', message, { cause: error })
}

const unknownVersion = ({ type, version: known }: MessageDefinition, version: number): Failure =>
  new Failure(
    'invalid',
    'messaging.unknown_version',
    `version ${version} of ${type} can't be read, ${known} is known`,
    {
      details: { type, version, known },
    },
  )
