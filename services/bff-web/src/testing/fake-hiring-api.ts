import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { FakeCompany } from './fake-company.ts'

/**
 * How the fake answers: as it should; not at all; with a dropped connection; by sending the caller elsewhere; with what
 * is not JSON, or not the contract; with a problem of that status.
 */
export type Behaviour = 'fine' | 'silent' | 'gone' | 'elsewhere' | 'not-json' | 'off-contract' | number

export interface FakeHiringApi extends AsyncDisposable {
  readonly url: string
  readonly key: string
  readonly company: FakeCompany
  /** The paths that were asked for, with their queries. */
  readonly asked: string[]
  /** From now on, for every path that holds `part`. Whatever was said later wins. */
  behave(behaviour: Behaviour, part?: string): void
}

/** hiring-api as far as the BFF knows it, on a free port of loopback. */
export const fakeHiringApi = async (company = new FakeCompany()): Promise<FakeHiringApi> => {
  const key = 'demo-key'
  const asked: string[] = []
  const rules: { part: string; behaviour: Behaviour }[] = []
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://fake')
    asked.push(request.url ?? '/')
    const behaviour = rules.findLast(({ part }) => pathname.includes(part))?.behaviour ?? 'fine'
    if (behaviour !== 'fine') return misbehave(behaviour, request, response)
    if (pathname.startsWith('/health/')) return send(response, 200, { status: 'ok', checks: [] })
    if (request.headers.authorization !== `Bearer ${key}`) return problem(response, 401)
    const body = answerOf(company, pathname, searchParams)
    return body === undefined ? problem(response, 404) : send(response, 200, body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    key,
    company,
    asked,
    behave: (behaviour, part = '/') => void rules.push({ part, behaviour }),
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

const answerOf = (company: FakeCompany, path: string, query: URLSearchParams): unknown => {
  const [, , collection, id, part] = path.split('/')
  if (collection === 'me') return company.me()
  if (collection === 'openings') return company.openingList()
  if (collection === 'companies' && id === company.id) {
    const openingId = query.get('openingId')
    if (part === 'today') return company.today()
    return openingId === null || company.openings.some((one) => one.id === openingId)
      ? company.funnel(openingId)
      : undefined
  }
  if (collection !== 'applications') return undefined
  if (id === undefined) return company.applicationList(query)
  return part === 'history' ? company.history(id) : company.application(id)
}

const misbehave = (behaviour: Exclude<Behaviour, 'fine'>, request: IncomingMessage, response: ServerResponse): void => {
  if (behaviour === 'silent') return
  if (behaviour === 'gone') return void request.socket.destroy()
  if (behaviour === 'elsewhere') return void response.writeHead(302, { location: '/elsewhere' }).end()
  if (behaviour === 'not-json') return void response.writeHead(200).end('<html>')
  if (behaviour === 'off-contract') return send(response, 200, { items: 'none', total: -1 })
  return problem(response, behaviour)
}

const problem = (response: ServerResponse, status: number): void =>
  send(response, status, { type: 'about:blank', status, code: `fake.${status}`, detail: 'as the test wants it' })

const send = (response: ServerResponse, status: number, body: unknown): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
