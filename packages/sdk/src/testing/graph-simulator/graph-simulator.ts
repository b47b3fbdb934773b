import { graphReads } from './graph-reads.ts'
import { startJsonServer, type ScriptedAnswer } from './json-server.ts'
import { openLeadStore, type LeadStore } from './lead-store.ts'
import { routes } from './routes.ts'
import { webhookDelivery } from './webhook-delivery.ts'

export interface GraphSimulatorOptions {
  readonly appSecret: string
  readonly accessToken: string
  readonly pageId: string
  readonly formIds: readonly string[]
  /** Where the webhooks go. */
  readonly webhookUrl: string
  /** 0 takes a free one. */
  readonly port?: number
  /** A file that keeps the leads, and which of them were not delivered yet, over restarts. */
  readonly store?: string
  /** Milliseconds between two tries to deliver a webhook; the last one repeats. Meta's grow over 36 hours. */
  readonly pauses?: readonly number[]
}

/**
 * A Graph API on the loopback address, as far as lead forms need one.
 *
 * - `GET /{version}/{leadgenId}?fields=…` asks for the token and the proof, and answers a lead as Meta does.
 * - `POST /simulate/leads` makes a lead, keeps it, delivers its signed webhook and answers 201
 *   `{ leadgenId, delivered }`. It waits for the first try only; while the receiver refuses or is down, it tries again.
 *   A lead that was answered for is delivered at least once, also when the simulator dies in between (with a `store`).
 * - `GET /health`.
 */
export interface GraphSimulator extends AsyncDisposable {
  readonly url: string
  /** The next read answers this, whatever was asked. Several calls line up. */
  failNext(answer: ScriptedAnswer): void
  /** Ends everything, tries to deliver included. */
  close(): Promise<void>
}

export const startGraphSimulator = async (options: GraphSimulatorOptions): Promise<GraphSimulator> => {
  const store = await openLeadStore(options.store)
  try {
    return await startWith(store, options)
  } catch (error) {
    await store.close()
    throw error
  }
}

const startWith = async (store: LeadStore, options: GraphSimulatorOptions): Promise<GraphSimulator> => {
  const { port = 0, pauses = [250, 500, 1000, 2000, 5000] } = options
  const scripted: ScriptedAnswer[] = []
  const delivery = webhookDelivery({ accepted: ({ id }) => store.delivered(id) }, { ...options, pauses })
  const reads = graphReads(store, options)
  const server = await startJsonServer(routes({ store, delivery, reads, scripted }, options), port)
  for (const id of store.undelivered) delivery.deliverLater(store.leads.get(id)!)
  const close = async (): Promise<void> => {
    await server.close()
    await delivery.close()
    await store.close()
  }
  return { url: server.url, failNext: (answer) => void scripted.push(answer), close, [Symbol.asyncDispose]: close }
}
