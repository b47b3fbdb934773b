import { cloneDatabase } from '@baltra/sdk/testing'
import { expect, inject, test } from 'vitest'
import { hiring } from '../test/hiring.ts'
import { serviceProcess } from '../test/service-process.ts'
import '../test/vitest-context.ts'

const patience = { timeout: 20_000, interval: 20 }
const recording = `--import ${new URL('../test/recording-tracer.ts', import.meta.url).href}`
const traceId = '0af7651916cd43dd8448eb211c80319c'
const caller = 'b7ad6b7169203331'

interface Line {
  readonly span?: string
  readonly trace?: string
  readonly id?: string
  readonly parent?: string
}

/** The spans of the caller's trace that a process has told of, by what they are of. */
const spansOf = ({ said }: { readonly said: { readonly out: string } }): ReadonlyMap<string, Line> => {
  const whole = said.out.slice(0, said.out.lastIndexOf('\n') + 1).trim()
  const lines = whole === '' ? [] : whole.split('\n').map((line) => JSON.parse(line) as Line)
  return new Map(lines.filter(({ trace }) => trace === traceId).map((line) => [line.span ?? '', line]))
}

/** Both services as in production, over one database, with a tracer that tells what it sees. */
const services = async (tracing: string) => {
  await using parts = new AsyncDisposableStack()
  const clone = parts.use(await cloneDatabase(inject('postgres')))
  const settings = { BALTRA_DATABASE_URL: clone.url, BALTRA_TRACING: tracing, NODE_OPTIONS: recording }
  const worker = parts.use(
    serviceProcess('hiring-worker/src/main.ts', { ...settings, META_ACCESS_TOKEN: 'token', META_APP_SECRET: 'secret' }),
  )
  const api = parts.use(
    serviceProcess('hiring-api/src/main.ts', {
      ...settings,
      HIRING_PORT: '0',
      META_APP_SECRETS: 'secret',
      META_VERIFY_TOKEN: 'verify-me',
    }),
  )
  const company = await parts.use(hiring(clone.url)).company()
  await expect.poll(() => api.said.out, { ...patience, message: api.said.err }).toMatch(/"listening"/)
  const url = /http:\/\/127\.0\.0\.1:\d+/.exec(api.said.out)![0]
  const { id, version } = await company.apply()
  const accept = () =>
    fetch(`${url}/v1/applications/${id}/advance`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${company.key}`,
        'content-type': 'application/json',
        traceparent: `00-${traceId}-${caller}-01`,
      },
      body: JSON.stringify({ to: 'accepted', expectedVersion: version, via: 'skip' }),
    })
  const owned = parts.move()
  return { api, worker, accept, company, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}

test('a request, the sending of its event, the handling of that and what it sets off are one trace', async () => {
  await using running = await services('true')
  expect((await running.accept()).status).toBe(200)
  const entered = 'funnel.stage_entered'
  const told = [`consume ${entered}`, 'onboarding.open_case', `publish ${entered}`, 'publish onboarding.case_opened']
  await expect.poll(() => [...spansOf(running.worker).keys()].toSorted(), patience).toEqual(told)
  const all = new Map([...spansOf(running.api), ...spansOf(running.worker)])
  const under = (parent: string | undefined) => ({ parent, status: 'ok' })
  const [command, handling, opening] = ['funnel.advance_application', `consume ${entered}`, 'onboarding.open_case']
  expect(all.get(command)).toMatchObject(under(caller))
  expect(all.get(`publish ${entered}`)).toMatchObject(under(all.get(command)?.id))
  expect(all.get(handling)).toMatchObject(under(all.get(command)?.id))
  expect(all.get(opening)).toMatchObject(under(all.get(handling)?.id))
  expect(all.get('publish onboarding.case_opened')).toMatchObject(under(all.get(opening)?.id))
})

test('without the setting nothing is traced', async () => {
  await using running = await services('false')
  expect((await running.accept()).status).toBe(200)
  const isHandled = () =>
    running.company.ask(async (session) => {
      const left = await session.query('select from messaging.outbox union all select from messaging.deliveries')
      return left.length === 0
    })
  await expect.poll(isHandled, patience).toBe(true)
  expect([running.api, running.worker].map(({ said }) => said.out.includes('"span"'))).toEqual([false, false])
})
