import { z } from 'zod'
import { GraphId } from './graph-id.ts'
import { parseLosslessly } from './lossless-json.ts'

export type WebhookChange =
  /** Somebody filled in a form. What they wrote is not in it: it has to be fetched by `leadgenId`. */
  | {
      readonly kind: 'leadgen'
      readonly leadgenId: string
      readonly pageId: string
      readonly formId: string
      /** Missing for organic leads, previews and test leads. */
      readonly adId?: string
      readonly createdAt?: Date
    }
  /** Something that we don't know (yet). To be acknowledged: Meta repeats whatever is refused for 36 hours. */
  | {
      readonly kind: 'unknown'
      readonly object: string
      readonly entryId?: string
      readonly field?: string
      readonly value: unknown
    }
  /** `reason` says where and what, never the value. */
  | { readonly kind: 'malformed'; readonly reason: string }

/**
 * What a delivery tells, one item for each change, in its order. Each is read on its own, so that a bad one hides no
 * good one. Never throws: bytes that are no delivery at all are one `malformed` item.
 *
 * To be called after the signature was found good, with the same bytes. The same change MAY come again, in any order.
 */
export const parseWebhook = (rawBody: Uint8Array): readonly WebhookChange[] => {
  const delivery = Delivery.safeParse(decode(rawBody))
  if (!delivery.success) return [malformed('body', delivery.error)]
  const { object, entry } = delivery.data
  return entry.flatMap((each, index) => readEntry(object, each, `entry[${index}]`))
}

const readEntry = (object: string, input: unknown, place: string): readonly WebhookChange[] => {
  const entry = Entry.safeParse(input)
  if (!entry.success) return [malformed(place, entry.error)]
  const { id, changes } = entry.data
  const about = { object, ...(id !== undefined && { entryId: id }) }
  // Messenger's entries have `messaging` where the others have `changes`.
  if (changes === undefined) return [{ kind: 'unknown', ...about, value: input }]
  return changes.map((each, index) => readChange(about, each, `${place}.changes[${index}]`))
}

const readChange = (about: { object: string; entryId?: string }, input: unknown, place: string): WebhookChange => {
  const change = Change.safeParse(input)
  if (!change.success) return malformed(place, change.error)
  const { field, value } = change.data
  if (about.object !== 'page' || field !== 'leadgen') return { kind: 'unknown', ...about, field, value }
  const leadgen = Leadgen.safeParse(value)
  return leadgen.success ? leadgenChange(leadgen.data) : malformed(`${place}.value`, leadgen.error)
}

const leadgenChange = (value: z.output<typeof Leadgen>): WebhookChange => {
  // Meta: `adgroup_id` is the old name of the ad's id, and both are sent.
  const adId = value.ad_id ?? value.adgroup_id
  const createdAt = value.created_time
  return {
    kind: 'leadgen',
    leadgenId: value.leadgen_id,
    pageId: value.page_id,
    formId: value.form_id,
    ...(adId !== undefined && { adId }),
    ...(createdAt !== undefined && { createdAt }),
  }
}

/** `undefined` for bytes that are no text, or text that is no JSON. */
const decode = (bytes: Uint8Array): unknown => {
  try {
    return parseLosslessly(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return undefined
  }
}

const malformed = (place: string, error: z.ZodError): WebhookChange => {
  const issues = error.issues.map(({ path, message }) => `${[place, ...path].join('.')} ${message}`)
  return { kind: 'malformed', reason: issues.join('; ') }
}

const Delivery = z.object(
  { object: z.string({ error: 'is not text' }), entry: z.array(z.unknown(), { error: 'is not a list' }) },
  { error: 'is not a JSON object' },
)

const Entry = z.object(
  { id: GraphId.optional().catch(undefined), changes: z.array(z.unknown(), { error: 'is not a list' }).optional() },
  { error: 'is not an object' },
)

const Change = z.object(
  { field: z.string({ error: 'is not text' }), value: z.unknown().optional() },
  { error: 'is not an object' },
)

/** The largest instant that a `Date` can hold, in seconds. */
const lastSecond = 8_640_000_000_000

const UnixSeconds = z
  .union([z.int(), z.string().regex(/^\d+$/).transform(Number)])
  .refine((seconds) => seconds >= 0 && seconds <= lastSecond)
  .transform((seconds) => new Date(seconds * 1000))

/** A lead is not given up for the sake of what can be learnt later, by fetching it. */
const Leadgen = z.object(
  {
    leadgen_id: GraphId,
    page_id: GraphId,
    form_id: GraphId,
    ad_id: GraphId.optional().catch(undefined),
    adgroup_id: GraphId.optional().catch(undefined),
    created_time: UnixSeconds.optional().catch(undefined),
  },
  { error: 'is not an object' },
)
