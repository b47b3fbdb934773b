import { createHmac } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { setTimeout as pause } from 'node:timers/promises'
import type { Benchmark } from './benchmark.ts'
import { quantiles } from './paired.ts'

const demoFile = fileURLToPath(new URL('../../../.baltra/demo.json', import.meta.url))
const leads = 200

interface Demo {
  readonly hiringUrl: string
  readonly graphUrl: string
  readonly apiKey: string
  readonly companyId: string
  readonly meta: { readonly appSecret: string; readonly pageId: string; readonly formId: string }
}

/**
 * On the running stack (`npm start` in another terminal), one lead at a time: from the moment that the signed webhook was
 * answered with 200 to the funnel's first answer that counts the lead. The answer itself is part of the time.
 */
export const path: Benchmark = {
  name: 'path',
  about: "from Meta's webhook to the funnel, on the running stack",
  async run(progress) {
    const demo = await readDemo()
    progress(`${leads} leads, one after the other`)
    const times: number[] = []
    for (let lead = 0; lead < leads; lead += 1) times.push(await timeOf(demo, lead))
    return { name: 'path', milliseconds: { 'webhook-to-funnel': quantiles(times) } }
  },
}

const readDemo = async (): Promise<Demo> => {
  try {
    return JSON.parse(await readFile(demoFile, 'utf8')) as Demo
  } catch (error) {
    throw new Error('no stack was started here: run `npm start` in another terminal', { cause: error })
  }
}

const timeOf = async (demo: Demo, lead: number): Promise<number> => {
  const before = await total(demo)
  const phone = `55${String(Date.now()).slice(-5)}${String(lead).padStart(3, '0')}`
  const fields = { full_name: 'Ana Pérez', phone_number: phone }
  const made = await send(
    `${demo.graphUrl}/simulate/leads`,
    JSON.stringify({ formId: demo.meta.formId, fields, delivery: false }),
  )
  const { leadgenId } = (await made.json()) as { leadgenId: string }
  await deliver(demo, leadgenId)
  const start = performance.now()
  while ((await total(demo)) === before) await pause(1)
  return performance.now() - start
}

const total = async ({ hiringUrl, companyId, apiKey }: Demo): Promise<number> => {
  const answer = await fetch(`${hiringUrl}/v1/companies/${companyId}/funnel`, {
    headers: { authorization: `Bearer ${apiKey}` },
  })
  return ((await answer.json()) as { total: number }).total
}

const deliver = async ({ hiringUrl, meta }: Demo, leadgenId: string): Promise<void> => {
  const value = {
    leadgen_id: leadgenId,
    page_id: meta.pageId,
    form_id: meta.formId,
    created_time: Math.floor(Date.now() / 1000),
  }
  const body = JSON.stringify({ object: 'page', entry: [{ id: meta.pageId, changes: [{ field: 'leadgen', value }] }] })
  const signature = createHmac('sha256', meta.appSecret).update(body).digest('hex')
  const answer = await send(`${hiringUrl}/v1/meta/webhook`, body, { 'x-hub-signature-256': `sha256=${signature}` })
  if (answer.status !== 200) throw new Error(`the webhook was answered with ${answer.status}`)
}

const send = (url: string, body: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body })
