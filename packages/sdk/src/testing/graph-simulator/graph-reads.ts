import { createHmac } from 'node:crypto'
import type { SimulatedLead } from './simulated-lead.ts'

export interface GraphAnswer {
  readonly status: number
  readonly body: unknown
}

export interface GraphRead {
  readonly leadgenId: string
  readonly authorization: string | undefined
  readonly query: URLSearchParams
}

export type GraphReads = (read: GraphRead) => GraphAnswer

/** Reading leads with the checks of the real one, in its order: the token, the proof, the lead, the fields. */
export const graphReads = (
  { leads }: { readonly leads: ReadonlyMap<string, SimulatedLead> },
  access: { readonly accessToken: string; readonly appSecret: string },
): GraphReads => {
  const reads = new Map<string, number>()
  const isStillUnreadable = ({ id, unreadableFor }: SimulatedLead): boolean => {
    const before = reads.get(id) ?? 0
    reads.set(id, before + 1)
    return before < unreadableFor
  }
  return (read) => {
    const denied = checkAccess(read, access)
    if (denied) return denied
    const lead = leads.get(read.leadgenId)
    if (!lead || lead.gone) return noSuchObject(read.leadgenId)
    return isStillUnreadable(lead) ? temporaryProblem : select(lead, read.query.get('fields'))
  }
}

const checkAccess = (
  { authorization, query }: GraphRead,
  { accessToken, appSecret }: { readonly accessToken: string; readonly appSecret: string },
): GraphAnswer | undefined => {
  const token = /^Bearer (.+)$/i.exec(authorization ?? '')?.[1] ?? query.get('access_token')
  if (!token) return refuse(400, 'OAuthException', 104, 'An access token is required to request this resource.')
  if (token !== accessToken) return refuse(401, 'OAuthException', 190, 'Invalid OAuth access token.')
  const proof = query.get('appsecret_proof')
  if (proof === createHmac('sha256', appSecret).update(token).digest('hex')) return undefined
  const complaint = proof === null ? 'API calls from the server require an' : 'Invalid'
  return refuse(400, 'GraphMethodException', 100, `${complaint} appsecret_proof provided in the API argument`)
}

const refuse = (status: number, type: string, code: number, message: string, more: object = {}): GraphAnswer => ({
  status,
  body: { error: { message, type, code, ...more, fbtrace_id: 'simulated' } },
})

const noSuchObject = (id: string): GraphAnswer => {
  const message = `Unsupported get request. Object with ID '${id}' does not exist or cannot be loaded`
  return refuse(400, 'GraphMethodException', 100, message, { error_subcode: 33 })
}

const temporaryProblem = refuse(
  500,
  'OAuthException',
  2,
  'An unexpected error has occurred. Please retry your request later.',
  { is_transient: true },
)

const defaultFields = 'id,created_time,field_data'

const selectable = [
  'id',
  'created_time',
  'form_id',
  'ad_id',
  'adset_id',
  'campaign_id',
  'is_organic',
  'platform',
  'field_data',
  'custom_disclaimer_responses',
]

/** Only what was asked for, the id always; what the lead does not have is left out. */
const select = (lead: SimulatedLead, fields: string | null): GraphAnswer => {
  const wanted = ['id', ...(fields || defaultFields).split(',')]
  const unknown = wanted.find((name) => !selectable.includes(name))
  if (unknown !== undefined) {
    return refuse(400, 'OAuthException', 100, `(#100) Tried accessing nonexisting field (${unknown})`)
  }
  const entries = Object.entries(everythingOf(lead)).filter(([name]) => wanted.includes(name))
  return { status: 200, body: Object.fromEntries(entries) }
}

const everythingOf = ({ id, createdTime, formId, adId, adsetId, campaignId, fields, consents }: SimulatedLead) => ({
  id,
  created_time: new Date(createdTime * 1000).toISOString().replace('.000Z', '+0000'),
  form_id: formId,
  ad_id: adId,
  adset_id: adsetId,
  campaign_id: campaignId,
  is_organic: adId === undefined,
  platform: 'fb',
  field_data: Object.entries(fields).map(([name, answer]) => ({ name, values: [answer].flat() })),
  custom_disclaimer_responses: Object.entries(consents).map(([key, ticked]) => ({
    checkbox_key: key,
    is_checked: ticked ? '1' : '',
  })),
})
