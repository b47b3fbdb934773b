import { newPhone } from './a-company.ts'
import { ask, type Answer } from './ask.ts'
import type { Company } from './running-api.ts'

export interface Operation {
  readonly operationId: string
  readonly method: string
  /** With `{id}` for a parameter. */
  readonly path: string
  /** Whether it asks for a key. */
  readonly keyed: boolean
}

interface Described {
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { readonly operationId: string; readonly security?: unknown[] }>>>
  >
}

/** All that the service says it can do, as its OpenAPI document lists it. */
export const operationsOf = async (url: string): Promise<readonly Operation[]> => {
  const { paths } = (await ask(`${url}/openapi.json`)).body as Described
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { operationId, security = [] }]) => ({
      operationId,
      method: method.toUpperCase(),
      path,
      keyed: security.length > 0,
    })),
  )
}

/** Path parameters, query and body of a request that the company itself may make. */
interface Example {
  readonly parameters?: Readonly<Record<string, string>>
  readonly query?: string
  readonly body?: object
}

export type Examples = Readonly<Record<string, readonly Example[]>>

/** At least one request for each operation with a key, about things of this company. */
export const examplesOf = async (company: Company): Promise<Examples> => {
  const { companyId, openingId, stages, get } = company
  const [moved, ended, retracted, read] = await Promise.all([1, 2, 3, 4].map(() => advanced(company)))
  const cursor = (await get('/v1/applications?limit=1')).body.nextCursor as string
  const of = (id: string) => ({ parameters: { id } })
  return {
    apply: [{ body: { openingId, candidate: { name: 'Somebody New', phone: newPhone() } } }],
    listApplications: [
      '',
      `openingId=${openingId}`,
      `stage=${stages[1]!.id}`,
      `reached=${stages[1]!.id}`,
      `cursor=${cursor}`,
    ].map((query) => ({ query })),
    getApplication: [of(read!)],
    getHistory: [of(read!)],
    advance: [{ ...of(moved!), body: { to: 'interview_scheduled', expectedVersion: 2 } }],
    setOutcome: [{ ...of(ended!), body: { outcome: 'withdrawn', expectedVersion: 2 } }],
    retract: [{ ...of(retracted!), body: { expectedVersion: 2 } }],
    getMe: [{}],
    getFunnel: ['', `openingId=${openingId}`].map((query) => ({ parameters: { companyId }, query })),
    getToday: [{ parameters: { companyId } }],
    listOpenings: [{}],
    getOpening: [of(openingId)],
    listCases: ['', `applicationId=${read!}`].map((query) => ({ query })),
  }
}

const advanced = async ({ apply, advance }: Company): Promise<string> => {
  const { id } = (await apply()).body as { id: string }
  await advance(id, { to: 'screened', expectedVersion: 1 })
  return id
}

export const pathOf = ({ path }: Operation, { parameters = {}, query = '' }: Example): string =>
  path.replaceAll(/\{(\w+)\}/g, (_, name: string) => parameters[name] ?? '') + (query && `?${query}`)

/** Makes every example's request with a key; what came of each. */
export const askEverything = async (url: string, examples: Examples, key: string | undefined) => {
  const answers: { readonly operation: Operation; readonly example: Example; readonly answer: Answer }[] = []
  for (const operation of (await operationsOf(url)).filter(({ keyed }) => keyed)) {
    for (const example of examples[operation.operationId] ?? []) {
      const { method } = operation
      const answer = await ask(url + pathOf(operation, example), { method, key, body: example.body })
      answers.push({ operation, example, answer })
    }
  }
  return answers
}
