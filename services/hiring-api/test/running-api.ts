import type { Database } from '@baltra/sdk/infra/db'
import { database } from '@baltra/sdk/infra/db'
import { provisionCompany, type NewCompany } from '@baltra/sdk/infra/db/admin'
import { getSettings } from '@baltra/sdk/shared/config'
import { logger } from '@baltra/sdk/shared/logging'
import { compose } from '../src/compose.ts'
import { HiringApiSettings } from '../src/config.ts'
import { aCompany, newPhone } from './a-company.ts'
import { ask, type Answer } from './ask.ts'

type Headers = Readonly<Record<string, string>>

export type RunningApi = Awaited<ReturnType<typeof runningApi>>
export type Company = Awaited<ReturnType<RunningApi['company']>>

export const metaSecrets = {
  appSecret: 'app_secret_for_tests',
  oldSecret: 'the-secret-before',
  verifyToken: 'verify-me',
}

export const settingsFor = (databaseUrl: string): HiringApiSettings =>
  getSettings(HiringApiSettings, {
    BALTRA_DATABASE_URL: databaseUrl,
    META_APP_SECRETS: `${metaSecrets.appSecret}, ${metaSecrets.oldSecret}`,
    META_VERIFY_TOKEN: metaSecrets.verifyToken,
  })

/** The whole service on a free port of loopback, over that database; what it logs is kept. */
export const runningApi = async (databaseUrl: string) => {
  const lines: Record<string, unknown>[] = []
  const destination = { write: (line: string) => lines.push(JSON.parse(line) as Record<string, unknown>) }
  const api = await compose(settingsFor(databaseUrl), { logger: logger({ service: 'hiring-api', destination }) })
  const url = await api.app.listen({ host: '127.0.0.1', port: 0 })
  const db = database({ url: databaseUrl })
  return {
    url,
    database: db,
    lines,
    app: api.app,
    ask: (path: string, question?: Parameters<typeof ask>[1]) => ask(url + path, question),
    async company(profile?: Partial<NewCompany['profile']>) {
      const { company, ...made } = aCompany(profile)
      await provisionCompany({ database: db }, company)
      return { ...made, profile: company.profile, ...clientOf(url, made) }
    },
    async [Symbol.asyncDispose]() {
      await api[Symbol.asyncDispose]()
      await db[Symbol.asyncDispose]()
    },
  }
}

/** What a company does with its key. */
const clientOf = (url: string, { key, openingId }: { key: string; openingId: string }) => {
  const post = (path: string, body: unknown, headers: Headers = {}): Promise<Answer> =>
    ask(url + path, { method: 'POST', key, body, headers })
  const move = (what: string) => (id: string, body: object) => post(`/v1/applications/${id}/${what}`, body)
  return {
    post,
    get: (path: string): Promise<Answer> => ask(url + path, { key }),
    apply: ({ headers, ...changes }: { headers?: Headers; [field: string]: unknown } = {}): Promise<Answer> =>
      post(
        '/v1/applications',
        { openingId, candidate: { name: 'José Ñandú', phone: newPhone() }, ...changes },
        headers,
      ),
    advance: move('advance'),
    outcome: move('outcome'),
    retract: move('retract'),
  }
}

/** Statements of the server's superuser, whom no row-level security stops. */
export const asSuperuser = async (
  databaseUrl: string,
  ...statements: [text: string, values: readonly unknown[]][]
): Promise<void> => {
  await using db: Database = database({ url: databaseUrl, connections: 1 })
  await db.query('set role none')
  for (const [text, values] of statements) await db.query(text, values)
}
