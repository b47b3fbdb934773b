import { z } from 'zod'
import type { Lead } from '../../domain/ports/funnel/lead-source.ts'
import { GraphId } from './graph-id.ts'
import { unreadableAnswer } from './graph-failure.ts'

/** What has to be asked for by name: Graph leaves out what is not selected. */
export const leadFields = [
  'id',
  'created_time',
  'form_id',
  'ad_id',
  'adset_id',
  'campaign_id',
  'is_organic',
  'field_data',
  'custom_disclaimer_responses',
]

/** Rejects an answer that lacks what every lead has. What a person wrote stays out of the failure. */
export const toLead = (answer: unknown): Lead => {
  const lead = GraphLead.safeParse(answer)
  if (!lead.success) throw unreadableAnswer(lead.error)
  const { id, form_id: formId, ad_id: adId, adset_id: adsetId, campaign_id: campaignId, field_data: fields } = lead.data
  const answers = byName(fields)
  return {
    leadgenId: id,
    formId,
    ...present({ adId, adsetId, campaignId }),
    createdAt: lead.data.created_time,
    ...person(answers),
    organic: lead.data.is_organic ?? adId === undefined,
    answers: Object.fromEntries([...questions(answers), ...consents(lead.data.custom_disclaimer_responses)]),
  }
}

type Answers = ReadonlyMap<string, readonly string[]>

/** A name may come several times, with one answer each. */
const byName = (fields: z.output<typeof GraphLead>['field_data']): Answers => {
  const answers = new Map<string, readonly string[]>()
  for (const { name, values } of fields) answers.set(name, [...(answers.get(name) ?? []), ...values])
  return answers
}

/** Meta: the keys of its own questions. A form asks for the whole name, or for its two parts. */
const personal = ['full_name', 'first_name', 'last_name', 'phone_number', 'email']

const person = (answers: Answers): Pick<Lead, 'fullName' | 'phone' | 'email'> => {
  const [full, first, last, phone, email] = personal.map((name) => firstFilledIn(answers.get(name)))
  const parts = [first, last].filter((part) => part !== undefined)
  return present({ fullName: full ?? (parts.join(' ') || undefined), phone, email })
}

const firstFilledIn = (values: readonly string[] = []): string | undefined =>
  values.map((value) => value.trim()).find((value) => value !== '')

const questions = (answers: Answers): readonly (readonly [string, readonly string[]])[] =>
  [...answers].filter(([name]) => !personal.includes(name))

/** Meta: a box that was left empty is the empty string. Only `1` is consent, whatever else may come. */
const consents = (boxes: z.output<typeof GraphLead>['custom_disclaimer_responses']) =>
  boxes.map(({ checkbox_key: key, is_checked: checked }) => [key, checked === '1' ? ['1'] : []] as const)

type Present<Fields> = { [Name in keyof Fields]?: NonNullable<Fields[Name]> }

const present = <Fields extends object>(fields: Fields): Present<Fields> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Present<Fields>

/** Meta writes `2026-11-20T08:49:14+0000`: the offset lacks the colon that RFC 3339 asks for. */
const GraphTime = z
  .string()
  .transform((time) => time.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'))
  .pipe(z.iso.datetime({ offset: true, error: 'is not a time' }))
  .transform((time) => new Date(time))

/** Nobody is lost because it is not clear where he came from. */
const Origin = GraphId.optional().catch(undefined)

const Text = z.union([z.string(), z.number().transform(String)])

const GraphLead = z.object({
  id: GraphId,
  created_time: GraphTime,
  form_id: GraphId,
  ad_id: Origin,
  adset_id: Origin,
  campaign_id: Origin,
  is_organic: z.boolean().optional().catch(undefined),
  field_data: z.array(z.object({ name: z.string(), values: z.array(Text).default([]) })).default([]),
  custom_disclaimer_responses: z
    .array(z.object({ checkbox_key: z.string(), is_checked: z.unknown().optional() }))
    .default([]),
})
