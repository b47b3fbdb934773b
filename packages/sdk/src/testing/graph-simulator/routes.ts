import type { GraphReads } from './graph-reads.ts'
import type { Answering, ScriptedAnswer } from './json-server.ts'
import { readLeadRequest } from './lead-request.ts'
import type { LeadStore } from './lead-store.ts'
import { leadIds } from './simulated-lead.ts'
import type { WebhookDelivery } from './webhook-delivery.ts'

interface Parts {
  readonly store: LeadStore
  readonly delivery: WebhookDelivery
  readonly reads: GraphReads
  /** Taken from the front, one for each read. */
  readonly scripted: ScriptedAnswer[]
}

export const routes = (parts: Parts, { formIds }: { readonly formIds: readonly string[] }): Answering => {
  const makeLead = leadMaker(parts, formIds)
  return (request) => {
    const [path = '', query = ''] = (request.url ?? '').split(/\?(.*)/s)
    const route = `${request.method} ${path}`
    if (route === 'GET /health') return { status: 200, body: { status: 'ok' } }
    if (route === 'POST /simulate/leads') return makeLead(request)
    const [, version, leadgenId] = /^GET \/(v\d+\.\d+)\/([\w-]+)$/.exec(route) ?? []
    if (!version || !leadgenId) return unknownPath(route)
    const read = { leadgenId, authorization: request.headers.authorization, query: new URLSearchParams(query) }
    const { headers, ...answer }: ScriptedAnswer = parts.scripted.shift() ?? parts.reads(read)
    return { ...answer, headers: { 'facebook-api-version': version, ...headers } }
  }
}

const leadMaker = ({ store, delivery }: Parts, formIds: readonly string[]): Answering => {
  const nextId = leadIds(store.leads.keys())
  return async (request) => {
    const read = await readLeadRequest(request, formIds)
    if ('refused' in read) return { status: 400, body: { error: read.refused } }
    const lead = { ...read.lead, id: nextId(), createdTime: Math.floor(Date.now() / 1000) }
    // First kept, then told: whoever hears of a lead finds it, also after a restart.
    await store.add(lead)
    const delivered = lead.delivery && (await delivery.deliver(lead))
    return { status: 201, body: { leadgenId: lead.id, delivered } }
  }
}

const unknownPath = (route: string): ScriptedAnswer => ({
  status: 400,
  body: { error: { message: `Unknown path components: ${route}`, type: 'OAuthException', code: 2500 } },
})
