import { inject } from 'vitest'
import { apiKeys, provisionCompany, type NewCompany } from '../src/infra/db/admin/index.ts'
import { database, type Database } from '../src/infra/db/index.ts'
import { funnelReports, funnelUnitOfWork } from '../src/infra/db/funnel/index.ts'
import { CompanyId, type Call } from '../src/seedwork/call.ts'
import { systemClock } from '../src/seedwork/clock.ts'
import { uuidv7, uuidv7Ids } from '../src/seedwork/typed-id.ts'
import { StageKind, type OpeningId } from '../src/domain/models/funnel/index.ts'
import { FunnelService } from '../src/domain/services/funnel/index.ts'
import { cloneDatabase } from '../src/testing/postgres/clone-database.ts'

const newId = () => uuidv7(Date.now())

/** A company with a pipeline of all kinds and one opening, in a database of the test's own. */
export const aCompany = (overrides: Partial<NewCompany['profile']> = {}) => {
  const companyId = CompanyId.parse(newId())
  const stages = StageKind.options.map((kind) => ({ id: newId(), kind, name: kind.replaceAll('_', ' ') }))
  const opening = { id: newId(), role: 'Operator', site: 'Vallejo', shift: 'night', headcount: 5, formIds: ['3001'] }
  const profile = {
    id: companyId,
    name: 'Baltra Demo',
    country: 'MX',
    timeZone: 'America/Mexico_City',
    currency: 'MXN',
    locale: 'es-MX',
  }
  const key = `key-of-${companyId}`
  return {
    companyId,
    openingId: opening.id as OpeningId,
    stages,
    key,
    company: {
      profile: { ...profile, ...overrides },
      keys: [{ key, role: 'owner' as const }],
      pipeline: { id: newId(), stages },
      openings: [opening],
    },
  }
}

export const callFor = (companyId: CompanyId, extra: Partial<Call> = {}): Call => ({
  companyId,
  actor: { kind: 'key', id: 'test' },
  correlationId: newId(),
  ...extra,
})

/** The funnel's service in a session of the company, for one use. */
export const withFunnel = async <Result>(
  db: Database,
  companyId: CompanyId,
  use: (funnel: FunnelService) => Promise<Result>,
): Promise<Result> => {
  await using session = await db.session({ companyId })
  // Without `await` the session would end before its use.
  return await use(
    new FunnelService({
      reports: funnelReports(session),
      unitOfWork: funnelUnitOfWork({ database: db }),
      clock: systemClock,
      ids: uuidv7Ids,
    }),
  )
}

export const hiringDatabase = async () => {
  const clone = await cloneDatabase(inject('postgres'))
  const app = database({ url: clone.url })
  const system = database({ url: clone.url, role: 'baltra_system' })
  return {
    url: clone.url,
    app,
    system,
    keys: apiKeys({ database: app }),
    async provision(overrides: Partial<NewCompany['profile']> = {}) {
      const made = aCompany(overrides)
      await provisionCompany({ database: app }, made.company)
      return made
    },
    async [Symbol.asyncDispose]() {
      await app[Symbol.asyncDispose]()
      await system[Symbol.asyncDispose]()
      await clone[Symbol.asyncDispose]()
    },
  }
}
