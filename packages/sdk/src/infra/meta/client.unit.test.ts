import { inspect } from 'node:util'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { Failure } from '../../seedwork/failure.ts'
import { graphClient } from './client.ts'
import type { GraphOptions } from './config.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

const accessToken = 'EAAB-test-token'
const appSecret = 'app_secret_for_tests'
const proof = 'c76a9db531493f8fbd0dbe0966ab134166bf71b3e6d38faf563440c6ca970b86'

type Step = Response | Error | ((signal: AbortSignal) => Promise<Response>)

const json = (body: unknown, status = 200, headers: Record<string, string> = {}): Response =>
  new Response(typeof body === 'string' ? body : JSON.stringify(body), { status, headers })
const refusal = (error: object, status = 400, headers: Record<string, string> = {}): Response =>
  json({ error }, status, headers)
const transient = (): Response =>
  refusal({ message: 'An unexpected error has occurred.', is_transient: true, code: 2, fbtrace_id: 'T6' }, 500)

/** A client whose questions are answered by the steps in turn. `waits` are the milliseconds between two of them. */
const scripted = (steps: readonly Step[], options: Partial<GraphOptions> = {}, random = (): number => 1) => {
  const questions: { url: URL; headers: Record<string, string>; redirect: string }[] = []
  const waits: number[] = []
  let last = performance.now()
  const client = graphClient(
    {
      random,
      fetch: async (url, { headers, redirect, signal }) => {
        const step = steps[questions.length] ?? new Error('asked more often than the script says')
        if (questions.length > 0) waits.push(performance.now() - last)
        last = performance.now()
        questions.push({ url: new URL(url), headers, redirect })
        if (step instanceof Error) throw step
        return typeof step === 'function' ? step(signal) : step
      },
    },
    { accessToken, appSecret, ...options },
  )
  const get: typeof client.get = async (...question) => {
    const answer = client.get(...question)
    answer.catch(() => {})
    await vi.runAllTimersAsync()
    return answer
  }
  return { graph: { get }, patient: client, questions, waits }
}

const failureOf = async (answer: Promise<unknown>): Promise<Failure> => {
  const failure = await answer.then(
    () => expect.fail('it was answered'),
    (error: unknown) => error,
  )
  if (!Failure.is(failure)) throw failure
  return failure
}

describe('a question to Graph', () => {
  test('carries the token in a header and the proof as a parameter', async () => {
    const { graph, questions } = scripted([json({ id: '1' })])
    expect(await graph.get('1', { fields: 'id,name' })).toEqual({ id: '1' })
    const [{ url, headers, redirect }] = questions as [(typeof questions)[0]]
    expect(url.origin + url.pathname).toBe('https://graph.facebook.com/v26.0/1')
    expect(Object.fromEntries(url.searchParams)).toEqual({ fields: 'id,name', appsecret_proof: proof })
    expect(headers).toEqual({ authorization: `Bearer ${accessToken}`, accept: 'application/json' })
    expect(redirect).toBe('manual')
  })

  test('carries the proof each time that it is asked', async () => {
    const { graph, questions } = scripted([transient(), json({})])
    await graph.get('1')
    expect(questions.map(({ url }) => url.searchParams.get('appsecret_proof'))).toEqual([proof, proof])
  })

  test('goes to the address and version that were set', async () => {
    const { graph, questions } = scripted([json({})], { baseUrl: 'http://127.0.0.1:5010/', version: 'v27.1' })
    await graph.get('act_1/ads')
    expect(questions[0]!.url.href).toBe(`http://127.0.0.1:5010/v27.1/act_1/ads?appsecret_proof=${proof}`)
  })

  test('brings any text over as it is', async () => {
    const name = 'Almacén & noche = 50% + 👍 #1 ?a/b'
    const { graph, questions } = scripted([json({ name })])
    const params = { name }
    expect(await graph.get('1', params)).toEqual({ name })
    expect(questions[0]!.url.searchParams.get('name')).toBe(name)
    expect(params).toEqual({ name })
  })

  test.each(['', '/', '1/', '..', '../me', '1/../me', '1?x=y', 'a#b', 'http://x', '1//2', 'ñ', '%2e%2e', '1\n'])(
    'is never asked at %j',
    async (path) => {
      const { graph, questions } = scripted([json({})])
      expect(await failureOf(graph.get(path))).toMatchObject({ kind: 'invalid', code: 'meta.validation' })
      expect(questions).toEqual([])
    },
  )

  test('has its long ids answered as text', async () => {
    const { graph } = scripted([json('{"report_run_id":120211234567890123,"__fb_trace_id__":"Z"}')])
    expect(await graph.get('1')).toEqual({ report_run_id: '120211234567890123', __fb_trace_id__: 'Z' })
  })

  test('needs a client that was made properly', () => {
    expect(() => scripted([], { version: '26.0' })).toThrow(/version must look like v26.0/)
  })
})

describe('a second try', () => {
  test('is made after a transient error, with a random wait that doubles', async () => {
    const { graph, questions, waits } = scripted([transient(), transient(), transient(), json({ id: '1' })])
    expect(await graph.get('1')).toEqual({ id: '1' })
    expect(waits).toEqual([1000, 2000, 4000])
    expect(questions).toHaveLength(4)
    const lucky = scripted([transient(), json({})], {}, () => 0.25)
    await lucky.graph.get('1')
    expect(lucky.waits).toEqual([250])
  })

  test('is not made more often than allowed', async () => {
    const { graph, questions } = scripted([transient(), transient(), json({})], { attempts: 2 })
    expect(await failureOf(graph.get('1'))).toMatchObject({
      kind: 'unavailable',
      code: 'meta.transient',
      retryable: true,
    })
    expect(questions).toHaveLength(2)
  })

  test.each<[string, Step]>([
    ['no answer', new TypeError('fetch failed', { cause: new Error('read ECONNRESET') })],
    ['half an answer', json('{"id":"1')],
    ["a gateway's page", json('<html><body>Bad gateway</body></html>', 502)],
    ['an empty answer', json('', 500)],
    ['an error that nobody knows', refusal({ code: 99999 }, 503)],
    ['an error within a good answer', refusal({ code: 2 }, 200)],
    ['no error at all within a bad answer', json({}, 503)],
  ])('is made after %s', async (_what, step) => {
    const { graph, questions } = scripted([step, json({ id: '1' })])
    expect(await graph.get('1')).toEqual({ id: '1' })
    expect(questions).toHaveLength(2)
  })

  test.each<[string, Response]>([
    ['invalid meta.bad_query', refusal({ code: 2, error_subcode: 1504041, is_transient: true }, 500)],
    ['forbidden meta.auth', refusal({ code: 190, error_subcode: 463 }, 401)],
    ['forbidden meta.auth', refusal({ code: 100, message: 'Invalid appsecret_proof provided in the API argument' })],
    ['forbidden meta.permission', refusal({ code: 200 }, 403)],
    ['forbidden meta.terms_not_accepted', refusal({ code: 200, error_subcode: 1870034 })],
    ['not_found meta.gone', refusal({ code: 100, error_subcode: 33 })],
    ['forbidden meta.policy', refusal({ code: 368 })],
    ['invalid meta.too_much_data', refusal({ code: 1, message: 'Please reduce the amount of data' }, 500)],
    ['invalid meta.validation', refusal({ code: 100, error_subcode: 1885183 })],
    ['invalid meta.validation', refusal({ code: 100 }, 200)],
    ['unavailable meta.rate_limited', refusal({ code: 613 })],
    ['unavailable meta.unknown', refusal({ code: 2635 })],
    ['unavailable meta.unknown', json({}, 404)],
    ['unavailable meta.protocol', json('<html>', 404)],
    ['unavailable meta.protocol', json('', 302, { location: 'https://example.com' })],
  ])('is not made after %s', async (expected, step) => {
    const { graph, questions, waits } = scripted([step])
    const { kind, code, retryable } = await failureOf(graph.get('1'))
    expect(`${kind} ${code}`).toBe(expected)
    expect(retryable).toBe(false)
    expect([questions.length, waits]).toEqual([1, []])
  })
})

describe('a throttle', () => {
  const seconds = {
    'X-Ad-Account-Usage': '{"acc_id_util_pct":100,"reset_time_duration":90,"ads_api_access_tier":"development_access"}',
  }
  const minutes = {
    'X-Business-Use-Case-Usage':
      '{"1":[{"type":"ads_management","call_count":100,"estimated_time_to_regain_access":58}]}',
  }
  const user = {
    message: 'User request limit reached',
    is_transient: true,
    code: 17,
    error_subcode: 2446079,
    fbtrace_id: 'T2',
  }
  const account = {
    message: 'There have been too many calls to this ad-account',
    code: 80004,
    error_subcode: 2446079,
    fbtrace_id: 'T3',
  }
  const none = (): number => 0

  test('is waited out as long as the header says, and up to a tenth more', async () => {
    const exact = scripted([refusal(user, 400, seconds), json({})], { deadline: 100_000 }, none)
    await exact.graph.get('1')
    expect(exact.waits).toEqual([90_000])
    const jittered = scripted([refusal(user, 400, seconds), json({})], { deadline: 100_000 })
    await jittered.graph.get('1')
    expect(jittered.waits).toEqual([99_000])
  })

  test('that lasts longer than the call may is told at once', async () => {
    const { graph, questions, waits } = scripted([refusal(account, 400, minutes)], { deadline: 30_000 }, none)
    const failure = await failureOf(graph.get('1'))
    expect(failure).toMatchObject({ kind: 'unavailable', code: 'meta.rate_limited', retryable: true })
    expect(failure.details).toEqual({
      category: 'rateLimit.adAccount',
      status: 400,
      code: 80004,
      subcode: 2446079,
      fbtraceId: 'T3',
      retryAfterMs: 3_480_000,
    })
    expect([questions.length, waits]).toEqual([1, []])
  })

  test('counts the waits before it', async () => {
    const script = [refusal(user, 400, seconds), refusal(user, 400, seconds)]
    const { graph, waits } = scripted(script, { deadline: 179_000 }, none)
    expect(await failureOf(graph.get('1'))).toMatchObject({
      code: 'meta.rate_limited',
      details: { retryAfterMs: 90_000 },
    })
    expect(waits).toEqual([90_000])
  })

  test('without a usable header lasts a random part of a minute, then of two', async () => {
    const garbled = { 'x-business-use-case-usage': '{', 'x-ad-account-usage': '' }
    const script = [refusal({ code: 80005 }, 403), refusal({ code: 80005 }, 403, garbled), json({})]
    const { graph, waits } = scripted(script, { deadline: 1_000_000 }, () => 0.5)
    await graph.get('1')
    expect(waits).toEqual([30_000, 60_000])
  })

  test('of the object itself counts, not that of another one, also at one of its edges', async () => {
    const usage = { 1: [{ estimated_time_to_regain_access: 2 }], 2: [{ estimated_time_to_regain_access: 9 }] }
    const { graph } = scripted(
      [refusal(account, 400, { 'x-business-use-case-usage': JSON.stringify(usage) })],
      {},
      none,
    )
    expect((await failureOf(graph.get('act_1/ads'))).details).toMatchObject({ retryAfterMs: 120_000 })
  })

  test('that only a person can lift says nothing about a wait', async () => {
    const { graph } = scripted([refusal({ code: 613 }, 400, seconds)])
    expect((await failureOf(graph.get('1'))).details).toEqual({ category: 'rateLimit.abuse', status: 400, code: 613 })
  })

  test('is known by its code under 403, and by 429 whatever the body is', async () => {
    const limited = { code: 'meta.rate_limited', details: { category: 'rateLimit.app', status: 403, subcode: 1504022 } }
    const { graph } = scripted([refusal({ message: '(#4) limit', code: 4, error_subcode: 1504022 }, 403)])
    expect(await failureOf(graph.get('1'))).toMatchObject(limited)
    const page = scripted([json('<html>Too many</html>', 429)])
    expect(await failureOf(page.graph.get('1'))).toMatchObject({
      code: 'meta.rate_limited',
      retryable: true,
      details: { category: 'rateLimit.other', status: 429, retryAfterMs: 60_000 },
    })
  })
})

describe('giving up', () => {
  const hanging = (signal: AbortSignal): Promise<Response> =>
    new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)))

  test('happens when the caller wants it, while Graph is silent', async () => {
    const caller = new AbortController()
    const { patient, questions } = scripted([hanging])
    const answer = patient.get('1', {}, { signal: caller.signal })
    expect(questions).toHaveLength(1)
    caller.abort(new Error('not needed any more'))
    await expect(answer).rejects.toThrow('not needed any more')
    expect(vi.getTimerCount()).toBe(0)
  })

  test('happens when the caller wants it, before anything was asked', async () => {
    const { graph, questions } = scripted([json({})])
    await expect(graph.get('1', {}, { signal: AbortSignal.abort(new Error('too late')) })).rejects.toThrow('too late')
    expect(questions).toEqual([])
  })

  test('happens when the caller wants it, during a wait', async () => {
    const caller = new AbortController()
    const { patient, questions } = scripted([transient(), json({})])
    const answer = patient.get('1', {}, { signal: caller.signal })
    await vi.advanceTimersByTimeAsync(999)
    caller.abort(new Error('not needed any more'))
    await expect(answer).rejects.toThrow('not needed any more')
    expect([questions.length, vi.getTimerCount()]).toEqual([1, 0])
  })

  test('happens by itself when Graph stays silent', async () => {
    const { graph, questions } = scripted([hanging], { deadline: 20 })
    const failure = await failureOf(graph.get('1'))
    expect(failure).toMatchObject({
      kind: 'unavailable',
      code: 'meta.network',
      retryable: true,
      details: { category: 'network' },
    })
    expect(failure.message).toContain('20 ms')
    expect(questions).toHaveLength(1)
  })
})

describe('a failure', () => {
  test('tells what Graph told', async () => {
    const data = '{"blame_field_specs":[["targeting","geo_locations"]]}'
    const error = {
      message: 'Invalid parameter',
      code: 100,
      error_subcode: 1885183,
      error_data: data,
      fbtrace_id: 'T7',
    }
    const { graph } = scripted([refusal(error)])
    const failure = await failureOf(graph.get('1'))
    expect(failure.message).toBe('Graph answered 400: Invalid parameter')
    expect(failure.details).toEqual({
      category: 'validation',
      status: 400,
      code: 100,
      subcode: 1885183,
      fbtraceId: 'T7',
      blamed: ['targeting.geo_locations'],
    })
  })

  test('tells why a token is no good', async () => {
    const { graph } = scripted([refusal({ code: 190, error_subcode: 463, fbtrace_id: 'T4' }, 401)])
    expect((await failureOf(graph.get('1'))).details).toMatchObject({
      category: 'auth',
      status: 401,
      reason: 'expired',
    })
  })

  test('tells which version really ran, when it was another', async () => {
    const served = scripted([refusal({ code: 2635 }, 400, { 'facebook-api-version': 'v27.0' })])
    expect((await failureOf(served.graph.get('1'))).details).toMatchObject({ code: 2635, servedVersion: 'v27.0' })
    const same = scripted([refusal({ code: 2635 }, 400, { 'facebook-api-version': 'v26.0' })])
    expect((await failureOf(same.graph.get('1'))).details).not.toHaveProperty('servedVersion')
  })

  test.each<[string, Step]>([
    [
      'Graph quotes the token',
      refusal({ message: `Malformed access token ${accessToken}, ${accessToken}`, code: 190 }),
    ],
    [
      'the platform quotes the address',
      new TypeError(`Failed to fetch https://x/?appsecret_proof=${proof}`, {
        cause: new Error(`${appSecret} ${accessToken}`),
      }),
    ],
    ["a gateway's page quotes it", json(`<html>${proof} ${accessToken}</html>`, 404)],
  ])('keeps the secrets when %s', async (_what, step) => {
    const { graph } = scripted([step], { attempts: 1 })
    const failure = await failureOf(graph.get('1'))
    const everything = inspect(failure, { depth: null, showHidden: true }) + JSON.stringify(failure) + failure.stack
    for (const secret of [accessToken, appSecret, proof]) expect(everything).not.toContain(secret)
  })

  test('keeps what caused it', async () => {
    const cause = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })
    const { graph } = scripted([new TypeError('fetch failed', { cause })], { attempts: 1 })
    const failure = await failureOf(graph.get('1'))
    expect(failure).toMatchObject({ kind: 'unavailable', code: 'meta.network', retryable: true })
    expect(String(failure.cause)).toBe('Error: TypeError: fetch failed: Error: connect ECONNREFUSED (ECONNREFUSED)')
  })
})
