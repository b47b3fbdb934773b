import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { cloneDatabase } from '@baltra/sdk/testing'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { hiring, newLeadgenId, newPhone, type Hiring } from '../test/hiring.ts'
import { runningWorker } from '../test/running-worker.ts'
import { aLead, gone, notYet, scriptedSource, without, type Script } from '../test/scripted-source.ts'
import { serviceProcess } from '../test/service-process.ts'
import '../test/vitest-context.ts'

let clone: Awaited<ReturnType<typeof cloneDatabase>>
let api: Hiring

beforeAll(async () => {
  clone = await cloneDatabase(inject('postgres'))
  api = hiring(clone.url)
})
afterAll(async () => {
  await api[Symbol.asyncDispose]()
  await clone[Symbol.asyncDispose]()
})

const patience = { timeout: 20_000, interval: 20 }

/** A worker whose leads are those of the script, which may still grow. */
const working = () => {
  const script: Script = new Map()
  const source = scriptedSource(script)
  const worker = runningWorker(clone.url, source)
  return { script, source, worker, [Symbol.asyncDispose]: () => worker[Symbol.asyncDispose]() }
}

describe('a lead', () => {
  test('that Meta tells of is in the funnel, at the lead stage, with where it came from', async () => {
    const company = await api.company()
    await using meta = working()
    await using service = serviceProcess('hiring-api/src/main.ts', {
      HIRING_PORT: '0',
      BALTRA_DATABASE_URL: clone.url,
      META_APP_SECRETS: 'app-secret',
      META_VERIFY_TOKEN: 'verify-me',
    })
    await expect.poll(() => service.said.out, patience).toMatch(/"listening"/)
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(service.said.out)![0]
    const leadgenId = newLeadgenId()
    meta.script.set(leadgenId, [
      aLead(leadgenId, { formId: company.formId, adId: '5001', campaignId: '7001', phone: '+52 1 55 1234 5678' }),
    ])

    const change = {
      field: 'leadgen',
      value: { leadgen_id: leadgenId, page_id: company.pageId, form_id: company.formId },
    }
    const body = JSON.stringify({ object: 'page', entry: [{ id: company.pageId, changes: [change] }] })
    const signature = `sha256=${createHmac('sha256', 'app-secret').update(body).digest('hex')}`
    const webhook = await fetch(`${url}/v1/meta/webhook`, {
      method: 'POST',
      body,
      headers: { 'x-hub-signature-256': signature },
    })
    expect(webhook.status).toBe(200)

    const get = async (path: string) =>
      (await fetch(url + path, { headers: { authorization: `Bearer ${company.key}` } })).json() as Promise<{
        total: number
        buckets: { kind: string; active: number }[]
        items: object[]
      }>
    const funnel = `/v1/companies/${company.companyId}/funnel`
    await expect.poll(async () => (await get(funnel)).total, patience).toBe(1)
    expect((await get(funnel)).buckets[0]).toMatchObject({ kind: 'lead', active: 1 })
    expect((await get('/v1/applications')).items).toMatchObject([
      {
        candidate: { name: 'José Ñandú', phone: '+525512345678' },
        stage: { kind: 'lead' },
        source: { channel: 'meta_lead', leadgenId, formId: company.formId, adId: '5001', campaignId: '7001' },
      },
    ])
  })

  test('that can not be read yet is asked for again until it can, and nobody waits for it', async () => {
    const company = await api.company()
    await using meta = working()
    const [late, other] = [newLeadgenId(), newLeadgenId()]
    meta.script.set(late, [notYet(), notYet(), notYet(), aLead(late)])
    meta.script.set(other, [aLead(other, { phone: newPhone() })])
    await company.tellLead(late)
    await company.tellLead(other)
    await expect.poll(async () => (await company.applications()).length, patience).toBe(2)
    expect(meta.source.asked.filter((id) => id === late)).toHaveLength(4)
    expect((await company.today()).quality).toEqual({ parked: 0, reasons: [], waitingLeads: 0 })
  })

  test('that waits to be readable is told as waiting', async () => {
    const company = await api.company()
    await using meta = working()
    const leadgenId = newLeadgenId()
    meta.script.set(leadgenId, [notYet()])
    await company.tellLead(leadgenId)
    await expect.poll(() => meta.source.asked.length, patience).toBeGreaterThan(1)
    expect(await company.today()).toMatchObject({ leads: 1, applications: 0, quality: { parked: 0, waitingLeads: 1 } })
    meta.script.set(leadgenId, [aLead(leadgenId)])
    await expect.poll(async () => (await company.today()).quality.waitingLeads, patience).toBe(0)
  })

  test.each([
    ['that is gone', 'funnel.lead_gone', () => gone()],
    ['without a phone', 'funnel.lead_without_phone', (id: string) => without('phone', aLead(id))],
    ['with a phone that is none', 'funnel.invalid_phone', (id: string) => aLead(id, { phone: '12' })],
    ['without a name', 'funnel.lead_without_name', (id: string) => without('fullName', aLead(id))],
    [
      'with a name that can not be stored',
      'funnel.lead_without_name',
      (id: string) => aLead(id, { fullName: 'A\u0000' }),
    ],
  ] as const)('%s is parked with its reason, once, and counted', async (_what, code, answer) => {
    const company = await api.company()
    await using meta = working()
    const leadgenId = newLeadgenId()
    meta.script.set(leadgenId, [answer(leadgenId)])
    await company.tellLead(leadgenId)
    await expect
      .poll(async () => (await company.today()).quality, patience)
      .toEqual({
        parked: 1,
        reasons: [{ code, detail: expect.stringMatching(/./), count: 1 }],
        waitingLeads: 0,
      })
    expect(meta.source.asked).toEqual([leadgenId])
    expect(await company.applications()).toEqual([])
  })

  test('of a form that nobody bound to an opening is parked', async () => {
    const company = await api.company()
    await using meta = working()
    const leadgenId = newLeadgenId()
    meta.script.set(leadgenId, [aLead(leadgenId)])
    await company.tellLead(leadgenId, '404404')
    await expect
      .poll(async () => (await company.today()).quality.reasons, patience)
      .toMatchObject([{ code: 'funnel.unbound_form', count: 1 }])
  })

  test('with a mail address that is none is not lost for it', async () => {
    const company = await api.company()
    await using meta = working()
    const leadgenId = newLeadgenId()
    meta.script.set(leadgenId, [aLead(leadgenId, { email: 'nobody' })])
    await company.tellLead(leadgenId)
    await expect.poll(async () => (await company.applications()).length, patience).toBe(1)
  })

  test('of somebody who is active already is imported, and he stays as he is', async () => {
    const company = await api.company()
    await using meta = working()
    const phone = newPhone()
    const first = await company.apply(phone)
    const leadgenId = newLeadgenId()
    meta.script.set(leadgenId, [aLead(leadgenId, { phone, fullName: 'Another Name' })])
    await company.tellLead(leadgenId)
    await expect.poll(async () => (await company.today()).quality.waitingLeads, patience).toBe(0)
    expect(meta.source.asked).toEqual([leadgenId])
    expect(await company.applications()).toEqual([first])
    expect((await company.today()).quality.parked).toBe(0)
  })

  test('told many times is imported once', async () => {
    const company = await api.company()
    await using meta = working()
    const leadgenId = newLeadgenId()
    meta.script.set(leadgenId, [aLead(leadgenId)])
    await Promise.all(Array.from({ length: 10 }, () => company.tellLead(leadgenId)))
    await expect.poll(async () => (await company.applications()).length, patience).toBe(1)
    expect((await company.today()).leads).toBe(1)
    expect(meta.source.asked).toEqual([leadgenId])
  })
})

describe('a worker that ends', () => {
  test('in order leaves what it could not do to the next', async () => {
    const company = await api.company()
    const leadgenId = newLeadgenId()
    {
      await using before = working()
      before.script.set(leadgenId, [notYet()])
      await company.tellLead(leadgenId)
      await expect.poll(() => before.source.asked.length, patience).toBeGreaterThan(0)
    }
    await using after = working()
    after.script.set(leadgenId, [aLead(leadgenId)])
    await expect.poll(async () => (await company.applications()).length, patience).toBe(1)
  })

  test('ends what it has in hand first, while another one takes what comes', async () => {
    const company = await api.company()
    const [inHand, next] = [newLeadgenId(), newLeadgenId()]
    const asked = Promise.withResolvers<undefined>()
    const release = Promise.withResolvers<undefined>()
    const ending = runningWorker(clone.url, {
      async byId(id) {
        asked.resolve(undefined)
        await release.promise
        return aLead(id)
      },
    })
    await company.tellLead(inHand)
    await asked.promise
    let hasEnded = false
    const ended = ending[Symbol.asyncDispose]().then(() => (hasEnded = true))
    {
      await using other = working()
      using _ = { [Symbol.dispose]: () => release.resolve(undefined) }
      other.script.set(next, [aLead(next, { phone: newPhone() })])
      await company.tellLead(next)
      await expect.poll(async () => (await company.applications()).length, patience).toBe(1)
      expect([other.source.asked, hasEnded]).toEqual([[next], false])
    }
    await ended
    expect(await company.applications()).toMatchObject([
      { source: { leadgenId: inHand } },
      { source: { leadgenId: next } },
    ])
  })

  test('by kill -9, with a lead in hand, loses nothing', async () => {
    const company = await api.company()
    const silent = createServer().listen(0, '127.0.0.1')
    await once(silent, 'listening')
    const leadgenId = newLeadgenId()
    {
      await using killed = serviceProcess('hiring-worker/src/main.ts', {
        BALTRA_DATABASE_URL: clone.url,
        META_GRAPH_URL: `http://127.0.0.1:${(silent.address() as AddressInfo).port}`,
        META_ACCESS_TOKEN: 'token',
        META_APP_SECRET: 'secret',
        META_DEADLINE: '60000',
      })
      await expect.poll(() => killed.said.out, patience).toMatch(/"working"/)
      const reading = once(silent, 'request')
      await company.tellLead(leadgenId)
      await reading
      killed.child.kill('SIGKILL')
    }
    silent.closeAllConnections()
    silent.close()
    await using meta = working()
    meta.script.set(leadgenId, [aLead(leadgenId)])
    await expect.poll(async () => (await company.applications()).length, patience).toBe(1)
    expect((await company.today()).quality).toEqual({ parked: 0, reasons: [], waitingLeads: 0 })
  })
})

test('counters are folded, and say the same as before', async () => {
  const company = await api.company()
  const [one] = [await company.apply(), await company.apply()]
  await company.advance(one, 'offered')
  const unfolded = () =>
    company.ask(async (session) => (await session.query<{ id: string }>('select id from funnel.counter_deltas')).length)
  const { definition: _, ...before } = await company.funnel()
  expect(await unfolded()).toBeGreaterThan(0)
  await using _meta = working()
  await expect.poll(unfolded, patience).toBe(0)
  expect(await company.funnel()).toMatchObject(before)
})
