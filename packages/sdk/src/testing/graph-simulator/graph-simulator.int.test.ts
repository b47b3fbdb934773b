import { createHmac } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { startGraphSimulator, type GraphSimulator, type GraphSimulatorOptions } from './graph-simulator.ts'

const appSecret = 'app_secret_for_tests'
const accessToken = 'TEST_TOKEN'
const proof = createHmac('sha256', appSecret).update(accessToken).digest('hex')

const opened: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close()
})

interface Delivery {
  readonly body: string
  readonly headers: IncomingHttpHeaders
}

/** Stands in for a webhook: keeps what comes, and answers the statuses in turn, the last one from then on. */
const receiver = async (statuses: readonly number[] = [200], port = 0, look = async () => {}) => {
  const deliveries: Delivery[] = []
  const server = createServer((request, response) => {
    void text(request).then(async (body) => {
      await look()
      deliveries.push({ body, headers: request.headers })
      response.writeHead(statuses[Math.min(deliveries.length, statuses.length) - 1]!).end()
    })
  })
  await new Promise<void>((resolve) => void server.listen(port, '127.0.0.1', resolve))
  const close = () =>
    new Promise((resolve) => {
      server.close(resolve)
      server.closeAllConnections()
    })
  opened.push(close)
  const address = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${address.port}/v1/meta/webhook`, port: address.port, deliveries, close }
}

const simulator = async (options: Partial<GraphSimulatorOptions> = {}): Promise<GraphSimulator> => {
  const graph = await startGraphSimulator({
    appSecret,
    accessToken,
    pageId: '1001',
    formIds: ['3001', '3002'],
    pauses: [5],
    webhookUrl: 'http://127.0.0.1:1/nobody',
    ...options,
  })
  opened.push(() => graph.close())
  return graph
}

const folder = async (): Promise<string> => {
  const path = await mkdtemp(join(tmpdir(), 'graph-simulator-'))
  opened.push(() => rm(path, { recursive: true }))
  return path
}

const fields = { full_name: 'José Ñandú', phone_number: '+525511112222', email: 'jose@example.com' }

const simulate = async (graph: GraphSimulator, lead: object = {}) => {
  const body = JSON.stringify({ formId: '3001', fields, ...lead })
  const response = await fetch(`${graph.url}/simulate/leads`, { method: 'POST', body })
  return { status: response.status, body: (await response.json()) as { leadgenId: string; delivered: boolean } }
}

const everyField =
  'id,created_time,form_id,ad_id,adset_id,campaign_id,is_organic,field_data,custom_disclaimer_responses'

const read = async (graph: GraphSimulator, id: string, asked: Record<string, string> = {}, token = accessToken) => {
  const query = new URLSearchParams({ fields: everyField, appsecret_proof: proof, ...asked })
  const headers = token === '' ? {} : { authorization: `Bearer ${token}` }
  const response = await fetch(`${graph.url}/v26.0/${id}?${query.toString()}`, { headers })
  return { status: response.status, body: await response.json(), headers: response.headers }
}

const refusal = (code: number, message: unknown = expect.any(String)) => ({
  error: expect.objectContaining({ code, message }) as unknown,
})

describe('a simulated lead', () => {
  test('is told of in a signed webhook, escaped as Meta escapes', async () => {
    const webhook = await receiver()
    const { status, body } = await simulate(await simulator({ webhookUrl: webhook.url }), { adId: '5001' })
    expect(status).toBe(201)
    expect(body).toEqual({ leadgenId: expect.stringMatching(/^\d{15,17}$/) as string, delivered: true })

    const [delivery] = webhook.deliveries
    const signature = createHmac('sha256', appSecret).update(delivery!.body).digest('hex')
    expect(delivery!.headers['x-hub-signature-256']).toBe(`sha256=${signature}`)
    expect(delivery!.headers['content-type']).toBe('application/json')
    expect(delivery!.body).toContain(String.raw`"Jos\u00e9 \/ \u00f1"`)
    const time = expect.closeTo(Date.now() / 1000, -1) as number
    const value = { leadgen_id: body.leadgenId, page_id: '1001', form_id: '3001', ad_id: '5001', adgroup_id: '5001' }
    expect(JSON.parse(delivery!.body)).toEqual({
      object: 'page',
      entry: [
        {
          id: '1001',
          time,
          changes: [{ field: 'leadgen', value: { ...value, created_time: time, note: 'José / ñ' } }],
        },
      ],
    })
  })

  test('reads as one of Meta', async () => {
    const graph = await simulator()
    const ad = { adId: '5001', adsetId: '6001', campaignId: '7001' }
    const { body } = await simulate(graph, {
      ...ad,
      fields: { ...fields, turno: ['noche', 'día'], cv: [] },
      consents: { c1: true, c2: false },
    })
    const lead = await read(graph, body.leadgenId)
    expect(lead.status).toBe(200)
    expect(lead.headers.get('facebook-api-version')).toBe('v26.0')
    expect(lead.body).toEqual({
      id: body.leadgenId,
      created_time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0000$/) as string,
      form_id: '3001',
      ad_id: '5001',
      adset_id: '6001',
      campaign_id: '7001',
      is_organic: false,
      field_data: [
        { name: 'full_name', values: ['José Ñandú'] },
        { name: 'phone_number', values: ['+525511112222'] },
        { name: 'email', values: ['jose@example.com'] },
        { name: 'turno', values: ['noche', 'día'] },
        { name: 'cv', values: [] },
      ],
      custom_disclaimer_responses: [
        { checkbox_key: 'c1', is_checked: '1' },
        { checkbox_key: 'c2', is_checked: '' },
      ],
    })
  })

  test('has the fields that were asked for, and its id', async () => {
    const graph = await simulator()
    const { leadgenId } = (await simulate(graph)).body
    expect((await read(graph, leadgenId, { fields: 'form_id,ad_id' })).body).toEqual({ id: leadgenId, form_id: '3001' })
    expect(Object.keys((await read(graph, leadgenId, { fields: '' })).body as object)).toEqual([
      'id',
      'created_time',
      'field_data',
    ])
    expect(await read(graph, leadgenId, { fields: 'id,shoe_size' })).toMatchObject({
      status: 400,
      body: refusal(100, expect.stringContaining('shoe_size')),
    })
  })

  test('has an id of its own, however many are made at once', async () => {
    const graph = await simulator()
    const made = await Promise.all(Array.from({ length: 50 }, () => simulate(graph, { delivery: false })))
    expect(new Set(made.map(({ body }) => body.leadgenId)).size).toBe(50)
  })

  test('is refused for what it cannot be', async () => {
    const graph = await simulator()
    const errors = async (body: string) => {
      const response = await fetch(`${graph.url}/simulate/leads`, { method: 'POST', body })
      return { status: response.status, ...((await response.json()) as object) }
    }
    expect(await errors('{')).toEqual({ status: 400, error: { message: 'the body is not JSON', errors: [] } })
    expect(await errors('{"formId":"9","fields":{}}')).toEqual({
      status: 400,
      error: {
        message: 'this is no lead',
        errors: [{ path: 'formId', message: 'is no form of this page, which has 3001, 3002' }],
      },
    })
    expect(await errors('{"formId":3001,"fields":{"email":1},"gonne":true}')).toMatchObject({
      status: 400,
      error: { errors: [{ path: 'formId' }, { path: 'fields.email' }, { path: '' }] },
    })
  })
})

describe('reading', () => {
  test('asks for the token and for the proof', async () => {
    const graph = await simulator()
    const { leadgenId } = (await simulate(graph)).body
    expect(await read(graph, leadgenId, {}, '')).toMatchObject({ status: 400, body: refusal(104) })
    expect(await read(graph, leadgenId, {}, 'OTHER')).toMatchObject({ status: 401, body: refusal(190) })
    expect(await read(graph, leadgenId, { access_token: accessToken }, '')).toMatchObject({ status: 200 })
    for (const wrong of ['', proof.toUpperCase(), 'x']) {
      expect(await read(graph, leadgenId, { appsecret_proof: wrong })).toMatchObject({
        status: 400,
        body: {
          error: {
            type: 'GraphMethodException',
            code: 100,
            message: expect.stringContaining('appsecret_proof') as string,
          },
        },
      })
    }
  })

  test('knows neither a lead that was never made nor one that is gone', async () => {
    const graph = await simulator()
    const { leadgenId } = (await simulate(graph, { gone: true })).body
    const unknown = { status: 400, body: { error: { type: 'GraphMethodException', code: 100, error_subcode: 33 } } }
    expect(await read(graph, '999')).toMatchObject(unknown)
    expect(await read(graph, leadgenId)).toMatchObject(unknown)
  })

  test('may come too early', async () => {
    const graph = await simulator()
    const { leadgenId } = (await simulate(graph, { unreadableFor: 2 })).body
    const early = { status: 500, body: { error: { code: 2, is_transient: true } } }
    expect(await read(graph, leadgenId)).toMatchObject(early)
    expect(await read(graph, leadgenId)).toMatchObject(early)
    expect(await read(graph, leadgenId)).toMatchObject({ status: 200 })
  })

  test('fails as it is told to, once for each time', async () => {
    const graph = await simulator()
    const { leadgenId } = (await simulate(graph)).body
    graph.failNext({ status: 502, body: '<html>Bad gateway</html>' })
    graph.failNext({ status: 400, headers: { 'x-app-usage': '{}' }, body: { error: { code: 4 } } })
    const address = `${graph.url}/v26.0/${leadgenId}`
    const first = await fetch(address)
    expect([first.status, first.headers.get('content-type'), await first.text()]).toEqual([
      502,
      'text/html; charset=utf-8',
      '<html>Bad gateway</html>',
    ])
    const second = await fetch(address)
    expect([second.status, second.headers.get('x-app-usage'), await second.json()]).toEqual([
      400,
      '{}',
      { error: { code: 4 } },
    ])
    expect(await read(graph, leadgenId)).toMatchObject({ status: 200 })
  })

  test.each(['/', '//', '/v26.0', '/v26/1', '/v26.0/1/x', '/%', '/v26.0/..%2f'])('knows no path %s', async (path) => {
    const graph = await simulator()
    expect((await fetch(graph.url + path)).status).toBe(400)
    expect((await fetch(`${graph.url}/simulate/leads`)).status).toBe(400)
  })

  test('is up', async () => {
    const response = await fetch(`${(await simulator()).url}/health`)
    expect([response.status, await response.json()]).toEqual([200, { status: 'ok' }])
  })
})

describe('a delivery', () => {
  test('is tried again until it is accepted', async () => {
    const webhook = await receiver([503, 500, 401, 200])
    const { status, body } = await simulate(await simulator({ webhookUrl: webhook.url }))
    expect([status, body.delivered]).toEqual([201, false])
    await vi.waitFor(() => expect(webhook.deliveries).toHaveLength(4))
    expect(new Set(webhook.deliveries.map((delivery) => delivery.body)).size).toBe(1)
  })

  test('waits for a receiver that is down', async () => {
    const down = await receiver()
    await down.close()
    const { body } = await simulate(await simulator({ webhookUrl: down.url }))
    expect(body.delivered).toBe(false)
    const up = await receiver([200], down.port)
    await vi.waitFor(() => expect(up.deliveries).toHaveLength(1))
  })

  test('may come several times, or not at all', async () => {
    const webhook = await receiver()
    const graph = await simulator({ webhookUrl: webhook.url })
    expect((await simulate(graph, { delivery: false })).body.delivered).toBe(false)
    expect((await simulate(graph, { duplicates: 2 })).body.delivered).toBe(true)
    expect(webhook.deliveries).toHaveLength(3)
    expect(new Set(webhook.deliveries.map(({ body }) => body)).size).toBe(1)
  })

  test('ends with the simulator, however long its pause is', async () => {
    const webhook = await receiver([503])
    const graph = await simulator({ webhookUrl: webhook.url, pauses: [3_600_000] })
    await simulate(graph)
    await graph.close()
    await graph.close()
    expect(webhook.deliveries).toHaveLength(1)
    await expect(fetch(`${graph.url}/health`)).rejects.toThrow()
  })

  test('is not tried by a simulator that has ended', async () => {
    const webhook = await receiver([503])
    const ended = await simulator({ webhookUrl: webhook.url })
    const { leadgenId } = (await simulate(ended)).body
    await ended.close()
    const before = webhook.deliveries.length
    await simulate(await simulator({ webhookUrl: webhook.url }))
    await vi.waitFor(() => expect(webhook.deliveries.length).toBeGreaterThan(before + 5))
    expect(webhook.deliveries.slice(before).filter(({ body }) => body.includes(leadgenId))).toEqual([])
  })

  test('comes after the lead was written down', async () => {
    const store = join(await folder(), 'leads.jsonl')
    let written = ''
    const webhook = await receiver([200], 0, async () => void (written = await readFile(store, 'utf8')))
    const { leadgenId } = (await simulate(await simulator({ webhookUrl: webhook.url, store }))).body
    expect(written).toContain(leadgenId)
  })

  test('goes on after a restart, for what was not accepted and nothing else', async () => {
    const store = join(await folder(), 'leads.jsonl')
    const deaf = await receiver([503])
    const fine = await receiver()
    const graph = await simulator({ webhookUrl: fine.url, store })
    const told = (await simulate(graph)).body.leadgenId
    const silent = (await simulate(graph, { delivery: false })).body.leadgenId
    await graph.close()
    const second = await simulator({ webhookUrl: deaf.url, store, pauses: [3_600_000] })
    const untold = (await simulate(second, { unreadableFor: 1 })).body.leadgenId
    await second.close()

    const third = await simulator({ webhookUrl: fine.url, store })
    await vi.waitFor(() => expect(fine.deliveries).toHaveLength(2))
    expect(fine.deliveries[1]!.body).toContain(untold)
    const fourthId = (await simulate(third, { delivery: false })).body.leadgenId
    expect(new Set([told, silent, untold, fourthId]).size).toBe(4)
    for (const [id, status] of [
      [told, 200],
      [silent, 200],
      [untold, 500],
    ] as const) {
      expect(await read(third, id)).toMatchObject({ status })
    }
  })
})

describe('a port', () => {
  test('that is taken is a reason not to start', async () => {
    const { port } = await receiver()
    await expect(simulator({ port, store: join(await folder(), 'leads') })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    })
  })
})
