import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { startGraphSimulator, type GraphSimulator } from '../../testing/graph-simulator/graph-simulator.ts'
import { graphClient } from './client.ts'
import type { GraphOptions } from './config.ts'
import { leadSource } from './lead-source.ts'
import { parseWebhook, type WebhookChange } from './webhook-payload.ts'
import { verifySignature } from './webhook-signature.ts'

const accessToken = 'TEST_TOKEN'
const appSecret = 'app_secret_for_tests'
const told: WebhookChange[] = []

/** What a service does with a webhook: check the bytes, then read them. */
const receive = async (request: IncomingMessage): Promise<number> => {
  const bytes = await buffer(request)
  const header = request.headers['x-hub-signature-256'] as string | undefined
  if (!verifySignature({ secrets: ['next_secret', appSecret] }, bytes, header)) return 401
  told.push(...parseWebhook(bytes))
  return 200
}

const webhook = createServer((request, response) => {
  void receive(request).then((status) => response.writeHead(status).end())
})

let graph: GraphSimulator
beforeEach(async () => {
  told.length = 0
  await new Promise<void>((resolve) => void webhook.listen(0, '127.0.0.1', resolve))
  const webhookUrl = `http://127.0.0.1:${(webhook.address() as AddressInfo).port}/`
  graph = await startGraphSimulator({ appSecret, accessToken, pageId: '1001', formIds: ['3001'], webhookUrl })
})
afterEach(async () => {
  await graph.close()
  webhook.closeAllConnections()
  await new Promise((resolve) => void webhook.close(resolve))
})

const simulate = async (lead: object): Promise<string> => {
  const response = await fetch(`${graph.url}/simulate/leads`, {
    method: 'POST',
    body: JSON.stringify({ formId: '3001', ...lead }),
  })
  return ((await response.json()) as { leadgenId: string }).leadgenId
}

const source = (options: Partial<GraphOptions> = {}) =>
  leadSource({ graph: graphClient({ random: () => 0 }, { accessToken, appSecret, baseUrl: graph.url, ...options }) })

const fields = { full_name: 'José Ñandú', phone_number: '+525511112222', email: 'jose@example.com', turno: 'noche' }

describe('a lead of the simulator', () => {
  test('is told of and read', async () => {
    const leadgenId = await simulate({ fields, adId: '5001', consents: { c1: true, c2: false } })
    expect(told).toEqual([
      { kind: 'leadgen', leadgenId, pageId: '1001', formId: '3001', adId: '5001', createdAt: expect.any(Date) as Date },
    ])
    expect(await source().byId(leadgenId)).toEqual({
      leadgenId,
      formId: '3001',
      adId: '5001',
      organic: false,
      createdAt: expect.any(Date) as Date,
      fullName: 'José Ñandú',
      phone: '+525511112222',
      email: 'jose@example.com',
      answers: { turno: ['noche'], c1: ['1'], c2: [] },
    })
  })

  test('is waited for a little when its webhook was faster', async () => {
    const leadgenId = await simulate({ fields, unreadableFor: 3 })
    expect(await source().byId(leadgenId)).toMatchObject({ leadgenId, organic: true })
  })

  test('can be asked for later when it is not there yet', async () => {
    const leadgenId = await simulate({ fields, unreadableFor: 5 })
    await expect(source().byId(leadgenId)).rejects.toMatchObject({
      kind: 'unavailable',
      code: 'meta.transient',
      retryable: true,
    })
    expect(await source().byId(leadgenId)).toMatchObject({ leadgenId })
  })

  test('may be gone before it is read', async () => {
    const leadgenId = await simulate({ fields, gone: true })
    const gone = { kind: 'not_found', code: 'funnel.lead_gone', retryable: false, cause: { code: 'meta.gone' } }
    await expect(source().byId(leadgenId)).rejects.toMatchObject(gone)
    await expect(source().byId('999')).rejects.toMatchObject(gone)
  })

  test('is not read with another token or secret', async () => {
    const leadgenId = await simulate({ fields })
    const refused = { kind: 'forbidden', code: 'meta.auth', retryable: false }
    await expect(source({ accessToken: 'OTHER' }).byId(leadgenId)).rejects.toMatchObject({
      ...refused,
      details: { code: 190 },
    })
    await expect(source({ appSecret: 'other' }).byId(leadgenId)).rejects.toMatchObject({
      ...refused,
      details: { code: 100 },
    })
  })

  test('is read after a failure that was asked for', async () => {
    const leadgenId = await simulate({ fields })
    graph.failNext({ status: 502, body: '<html><body>Bad gateway</body></html>' })
    graph.failNext({ status: 200, body: '{"id":"' })
    expect(await source().byId(leadgenId)).toMatchObject({ leadgenId })
  })
})
