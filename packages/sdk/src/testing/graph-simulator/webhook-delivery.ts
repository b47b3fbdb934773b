import { createHmac } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { metaJson } from './meta-json.ts'
import type { SimulatedLead } from './simulated-lead.ts'

export interface WebhookDelivery {
  /**
   * Tells the receiver of a lead. False when it did not accept the first time: it is then told again until it does, or
   * until `close`.
   */
  deliver(lead: SimulatedLead): Promise<boolean>
  /** Starts to tell of one that was left over, and waits for nothing. */
  deliverLater(lead: SimulatedLead): void
  close(): Promise<void>
}

export const webhookDelivery = (
  { accepted }: { readonly accepted: (lead: SimulatedLead) => Promise<void> },
  options: {
    readonly appSecret: string
    readonly pageId: string
    readonly webhookUrl: string
    readonly pauses: readonly number[]
  },
): WebhookDelivery => {
  const closing = new AbortController()
  const running = new Set<Promise<void>>()

  const attempt = async (lead: SimulatedLead): Promise<boolean> => {
    for (let copy = 0; copy <= lead.duplicates; copy += 1) {
      if (!(await post(lead, options, closing.signal))) return false
    }
    await accepted(lead)
    return true
  }

  const keepTrying = async (lead: SimulatedLead): Promise<void> => {
    for (let round = 0; ; round += 1) {
      const rest = options.pauses[Math.min(round, options.pauses.length - 1)]
      await pause(rest, undefined, { signal: closing.signal })
      if (await attempt(lead)) return
    }
  }

  const deliverLater = (lead: SimulatedLead): void => {
    // Only closing ends it early, or a full disk; either way the lead stays undelivered for the next start.
    const trying = keepTrying(lead)
      .catch(() => {})
      .finally(() => running.delete(trying))
    running.add(trying)
  }

  return {
    async deliver(lead) {
      const done = await attempt(lead)
      if (!done) deliverLater(lead)
      return done
    },
    deliverLater,
    async close() {
      closing.abort()
      await Promise.all(running)
    },
  }
}

/** Longer than any answer that Meta would wait for. */
const patience = 10_000

const post = async (
  lead: SimulatedLead,
  { appSecret, pageId, webhookUrl }: { appSecret: string; pageId: string; webhookUrl: string },
  closing: AbortSignal,
): Promise<boolean> => {
  const body = metaJson(notification(lead, pageId))
  const signature = createHmac('sha256', appSecret).update(body).digest('hex')
  const headers = { 'content-type': 'application/json', 'x-hub-signature-256': `sha256=${signature}` }
  const signal = AbortSignal.any([closing, AbortSignal.timeout(patience)])
  try {
    const response = await fetch(webhookUrl, { method: 'POST', headers, body, signal })
    await response.arrayBuffer()
    return response.ok
  } catch {
    return false
  }
}

const notification = ({ id, formId, adId, createdTime }: SimulatedLead, pageId: string) => {
  const ad = adId === undefined ? {} : { ad_id: adId, adgroup_id: adId }
  const value = { leadgen_id: id, page_id: pageId, form_id: formId, ...ad, created_time: createdTime, note }
  return { object: 'page', entry: [{ id: pageId, time: createdTime, changes: [{ field: 'leadgen', value }] }] }
}

/** Text that Meta escapes: a receiver that hashes anything but the bytes it got refuses each of these deliveries. */
const note = 'José / ñ'
