import { createHmac } from 'node:crypto'
import { cloneDatabase } from '@baltra/sdk/testing'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { assertProblem } from '../../test/assert-problem.ts'
import type { Answer } from '../../test/ask.ts'
import { metaSecrets, runningApi, type Company, type RunningApi } from '../../test/running-api.ts'
import '../../test/vitest-context.ts'

let clone: Awaited<ReturnType<typeof cloneDatabase>>
let api: RunningApi
let company: Company

beforeAll(async () => {
  clone = await cloneDatabase(inject('postgres'))
  api = await runningApi(clone.url)
  company = await api.company()
})
afterAll(async () => {
  await api[Symbol.asyncDispose]()
  await clone[Symbol.asyncDispose]()
})

const path = '/v1/meta/webhook'
const sign = (body: string, secret = metaSecrets.appSecret): string =>
  `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`
const send = (body: string | Uint8Array, signature?: string, headers: Record<string, string> = {}): Promise<Answer> =>
  api.ask(path, {
    method: 'POST',
    body,
    headers: { ...(signature === undefined ? {} : { 'x-hub-signature-256': signature }), ...headers },
  })
const deliver = (delivery: unknown): Promise<Answer> => {
  const body = JSON.stringify(delivery)
  return send(body, sign(body))
}

let leads = 0
const newLeadgenId = (): string => String(800_000_000_000_000 + (leads += 1))
const leadgen = (leadgenId: unknown = newLeadgenId(), changes: object = {}) => ({
  field: 'leadgen',
  value: {
    leadgen_id: leadgenId,
    page_id: company.pageId,
    form_id: company.formId,
    created_time: 1_780_000_000,
    ...changes,
  },
})
const page = (...changes: unknown[]) => ({
  object: 'page',
  entry: [{ id: company.pageId, time: 1_780_000_001, changes }],
})

/** What was committed: the leads and the commands that wait in the outbox. */
const stored = async () => {
  await using session = await api.database.session(company)
  const [rows, commands] = await Promise.all([
    session.query<{ id: string }>('select leadgen_id as id from funnel.leads order by 1'),
    session.query<{ key: string }>("select key from messaging.outbox where topic = 'comandos.embudo' order by 1"),
  ])
  return { leads: rows.map(({ id }) => id), commands: commands.map(({ key }) => key) }
}

describe('the handshake', () => {
  const query = (changes: Record<string, string> = {}): string =>
    String(
      new URLSearchParams({
        'hub.mode': 'subscribe',
        'hub.challenge': '1158201444',
        'hub.verify_token': metaSecrets.verifyToken,
        ...changes,
      }),
    )

  test.each(['1158201444', 'a b+c&d=e', 'ñ\n', '<script>', '"quoted"', 'a?b?c'])(
    'echoes %j exactly, as plain text',
    async (challenge) => {
      const answer = await api.ask(`${path}?${query({ 'hub.challenge': challenge })}`)
      expect([answer.status, answer.text]).toEqual([200, challenge])
      expect(answer.headers.get('content-type')).toMatch(/^text\/plain/)
    },
  )

  test('echoes a challenge with a bare question mark', async () => {
    const answer = await api.ask(`${path}?${query({ 'hub.challenge': 'X' }).replace('=X', '=a?b')}`)
    expect(answer.text).toBe('a?b')
  })

  test.each([
    ['with a wrong token', query({ 'hub.verify_token': 'wrong' })],
    ['with an empty token', query({ 'hub.verify_token': '' })],
    ['of another mode', query({ 'hub.mode': 'unsubscribe' })],
    ['without a challenge', query().replace(/hub\.challenge=\d+&/, '')],
    ['without anything', ''],
    ['with a token twice', `${query()}&hub.verify_token=wrong`],
    ['with the same token twice', `${query()}&hub.verify_token=${metaSecrets.verifyToken}`],
    ['with a challenge twice', `${query()}&hub.challenge=2`],
    ['as other parsers see it', query().replaceAll('hub.', 'hub_')],
    ['with broken escapes', 'hub.mode=%E0%A4%A&hub.verify_token=%'],
  ])('%s is refused', async (_what, given) => {
    const answer = await api.ask(`${path}?${given}`)
    assertProblem(answer, 403, 'meta.handshake_refused')
    expect(answer.text).not.toContain(metaSecrets.verifyToken)
  })

  test('leaves no token in the log', () => {
    expect(JSON.stringify(api.lines)).not.toContain(metaSecrets.verifyToken)
  })
})

describe('the signature', () => {
  // Reference: meta-apis.md, section 11. The backslashes are in the bodies.
  const bodyA = String.raw`{"object":"page","entry":[{"id":"1001","time":1780000000,"changes":[{"field":"leadgen","value":{"leadgen_id":"700000000000001","page_id":"1001","form_id":"3001","ad_id":"5001","adgroup_id":"5001","created_time":1780000000,"note":"Jos\u00e9 \/ \u00f1"}}]}]}`
  const bodyB = String.raw`{"object":"whatsapp_business_account","entry":[{"id":"880001","changes":[{"value":{"messaging_product":"whatsapp","metadata":{"display_phone_number":"525500000000","phone_number_id":"990001"},"contacts":[{"profile":{"name":"Jos\u00e9"},"wa_id":"525511112222","user_id":"MX.700000000000000001"}],"messages":[{"from":"525511112222","from_user_id":"MX.700000000000000001","id":"wamid.TEST1","timestamp":"1780000000","type":"text","text":{"body":"Quiero la vacante \ud83d\udc4d"}}]},"field":"messages"}]}]}`
  const ofA = 'sha256=8c8f2ac3c3e585f3c7ee7df47d4793fce4d543b921dca310adfea08db602c54b'

  test.each([
    ['A', bodyA, ofA, 1],
    ['B', bodyB, 'sha256=5dd603c49404e044bebe111052fcb22eb45285abee1c7d05f6979803a481490f', 0],
    [
      'of no entries',
      '{"object":"page","entry":[]}',
      'sha256=8c010689f478340c527c02542278fcd563b0e81c275a2863242910ab12e07a95',
      0,
    ],
  ])('of the published body %s is good', async (_name, body, signature, received) => {
    const answer = await send(body, signature)
    expect([answer.status, answer.body]).toEqual([200, { received }])
  })

  test('is over the bytes: the same JSON written otherwise has another one', async () => {
    assertProblem(await send(JSON.stringify(JSON.parse(bodyA)), ofA), 401, 'meta.bad_signature')
  })

  test.each([
    ['in upper-case hex', ofA.toUpperCase().replace('SHA256', 'sha256')],
    ['by the secret before the rotation', sign(bodyA, metaSecrets.oldSecret)],
  ])('%s is good', async (_what, signature) => {
    expect((await send(bodyA, signature)).status).toBe(200)
  })

  test.each([
    ['missing', undefined],
    ['empty', ''],
    ['by another secret', sign(bodyA, 'another')],
    ['by the secret with its space', sign(bodyA, ` ${metaSecrets.oldSecret}`)],
    ['of another body', sign(bodyB)],
    ['of SHA-1', `sha1=${createHmac('sha1', metaSecrets.appSecret).update(bodyA).digest('hex')}`],
    ['too short', ofA.slice(0, -1)],
    ['too long', `${ofA}0`],
    ['no hex', `sha256=${'z'.repeat(64)}`],
    ['without its prefix', ofA.slice(7)],
    ['twice', `${ofA}, ${ofA}`],
  ])('that is %s is refused, before anything is stored', async (_what, signature) => {
    const before = await stored()
    assertProblem(await send(bodyA, signature), 401, 'meta.bad_signature')
    expect(await stored()).toEqual(before)
  })

  test('in the legacy header alone is refused', async () => {
    const legacy = `sha1=${createHmac('sha1', metaSecrets.appSecret).update(bodyA).digest('hex')}`
    assertProblem(await send(bodyA, undefined, { 'x-hub-signature': legacy }), 401, 'meta.bad_signature')
  })

  test('of an empty body is looked at too', async () => {
    assertProblem(await send('', ofA), 401, 'meta.bad_signature')
    const answer = await send('', sign(''))
    expect([answer.status, answer.body]).toEqual([200, { received: 0 }])
  })

  test.each(['application/json', 'text/plain', 'application/x-www-form-urlencoded', 'application/octet-stream'])(
    'does not care for the type %j',
    async (type) => {
      const body = JSON.stringify(page())
      expect((await send(body, sign(body), { 'content-type': type })).status).toBe(200)
    },
  )
})

describe('a delivery', () => {
  test('of a lead stores it once and leaves one command, however often it comes', async () => {
    const before = await stored()
    const leadgenId = newLeadgenId()
    const answers = await Promise.all(Array.from({ length: 10 }, () => deliver(page(leadgen(leadgenId)))))
    for (const answer of answers) expect([answer.status, answer.body]).toEqual([200, { received: 1 }])
    expect(await stored()).toEqual({
      leads: [...before.leads, leadgenId].toSorted(),
      commands: [...before.commands, leadgenId].toSorted(),
    })
  })

  test('with the same change twice stores it once', async () => {
    const before = await stored()
    const change = leadgen()
    await deliver(page(change, change))
    expect((await stored()).commands).toHaveLength(before.commands.length + 1)
  })

  test('of several entries and changes stores all that fit, whatever is between them', async () => {
    const before = await stored()
    const good = [newLeadgenId(), newLeadgenId(), newLeadgenId()]
    const bad = [
      null,
      5,
      [],
      {},
      { field: 'leadgen' },
      leadgen('x'),
      leadgen(undefined, { form_id: null }),
      leadgen('9'.repeat(33)),
      leadgen('1\u0000'),
    ]
    const delivery = {
      object: 'page',
      entry: [
        { id: company.pageId, changes: [leadgen(good[0]), ...bad] },
        'nonsense',
        { id: company.pageId, messaging: [{ text: 'hello' }] },
        { changes: [{ field: 'feed', value: { item: 'like' } }, leadgen(Number(good[1]))] },
        {
          id: company.pageId,
          changes: [leadgen(good[2], { ad_id: '5001', adgroup_id: '5001', created_time: 'yesterday', more: { x: 1 } })],
        },
      ],
    }
    const answer = await deliver(delivery)
    expect([answer.status, answer.body]).toEqual([200, { received: 3 }])
    expect((await stored()).leads).toEqual([...before.leads, ...good].toSorted())
  })

  test('keeps ids beyond 2^53 to the digit', async () => {
    const body = JSON.stringify(page(leadgen('BIG'))).replace('"BIG"', '120211234567890123')
    expect((await send(body, sign(body))).status).toBe(200)
    expect((await stored()).leads).toContain('120211234567890123')
  })

  test.each([
    ['of a page that nobody connected', () => page(leadgen(newLeadgenId(), { page_id: '999999' }))],
    ['of another object', () => ({ object: 'user', entry: [{ id: '1', changes: [leadgen()] }] })],
    ['of nothing', () => ({ object: 'page', entry: [] })],
    ['that is no delivery', () => ({ hello: 'world' })],
    ['that is a list', () => [page(leadgen())]],
    ['that is null', () => null],
  ])('%s is acknowledged and stores nothing', async (_what, delivery) => {
    const before = await stored()
    expect((await deliver(delivery())).status).toBe(200)
    expect(await stored()).toEqual(before)
  })

  test.each([
    ['no JSON', '{"object":'],
    ['nested too deeply', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
    [
      'with a poisoned key',
      '{"__proto__":{"object":"page"},"constructor":{"prototype":{"entry":[]}},"object":"page","entry":[]}',
    ],
  ])('that is %s, but signed, is acknowledged', async (_what, body) => {
    const answer = await send(body, sign(body))
    expect([answer.status, answer.body]).toEqual([200, { received: 0 }])
  })

  test('of bytes that are no text, but signed, is acknowledged', async () => {
    const bytes = Uint8Array.from([0xff, 0xfe, 0x00, 0x80])
    const signature = `sha256=${createHmac('sha256', metaSecrets.appSecret).update(bytes).digest('hex')}`
    expect((await send(bytes, signature)).status).toBe(200)
  })

  test('of a thousand changes is taken at once', async () => {
    const before = await stored()
    const answer = await deliver(page(...Array.from({ length: 1_000 }, () => leadgen())))
    expect(answer.body).toEqual({ received: 1_000 })
    expect((await stored()).leads).toHaveLength(before.leads.length + 1_000)
  })

  test('that is too large is refused', async () => {
    const body = JSON.stringify(page({ ...leadgen(), note: 'x'.repeat(1_000_000) }))
    assertProblem(await send(body, sign(body)), 413, 'body_too_large')
  })

  test('whose page is another company’s is that company’s', async () => {
    const other = await api.company()
    const before = await stored()
    await deliver(page(leadgen(newLeadgenId(), { page_id: other.pageId })))
    expect(await stored()).toEqual(before)
    expect((await other.get(`/v1/companies/${other.companyId}/today`)).body).toMatchObject({
      leads: 1,
      quality: { waitingLeads: 1 },
    })
  })

  test('is logged without what people wrote', async () => {
    await deliver({
      object: 'whatsapp_business_account',
      entry: [{ id: '1', changes: [{ field: 'messages', value: { text: 'my secret' } }] }],
    })
    expect(JSON.stringify(api.lines)).not.toContain('my secret')
  })
})
