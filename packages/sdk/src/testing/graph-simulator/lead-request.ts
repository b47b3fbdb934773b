import { buffer } from 'node:stream/consumers'
import type { Readable } from 'node:stream'
import { z } from 'zod'

/** What a test or a person asks for. What a lead can't have is refused, so that a misspelt script is noticed. */
export const LeadRequest = z.strictObject({
  formId: z.string(),
  /** The answers by the key of their question; several for a question that allows it. */
  fields: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
  /** The consent boxes of the form, and whether they were ticked. */
  consents: z.record(z.string(), z.boolean()).default({}),
  /** With an ad the lead is paid for, without one it is organic. */
  adId: z.string().optional(),
  adsetId: z.string().optional(),
  campaignId: z.string().optional(),
  /** So many first reads answer that Meta has a problem, as they do when the webhook was faster than the lead. */
  unreadableFor: z.int().min(0).default(0),
  /** It was deleted: reads answer 100/33. */
  gone: z.boolean().default(false),
  /** How many more times its webhook comes. */
  duplicates: z.int().min(0).max(100).default(0),
  /** False: nobody is told of it. */
  delivery: z.boolean().default(true),
})
export type LeadRequest = z.output<typeof LeadRequest>

export interface RefusedRequest {
  readonly message: string
  readonly errors: readonly { readonly path: string; readonly message: string }[]
}

/** Never rejects for what somebody sent. */
export const readLeadRequest = async (
  request: Readable,
  formIds: readonly string[],
): Promise<{ readonly lead: LeadRequest } | { readonly refused: RefusedRequest }> => {
  const body = parse((await buffer(request)).toString('utf8'))
  if (body === undefined) return { refused: { message: 'the body is not JSON', errors: [] } }
  const known = LeadRequest.refine(({ formId }) => formIds.includes(formId), {
    path: ['formId'],
    error: `is no form of this page, which has ${formIds.join(', ')}`,
  })
  const { data, error } = known.safeParse(body)
  if (data) return { lead: data }
  const errors = error.issues.map(({ path, message }) => ({ path: path.join('.'), message }))
  return { refused: { message: 'this is no lead', errors } }
}

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
