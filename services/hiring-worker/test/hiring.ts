import { systemClock, uuidv7Ids, type Call } from '@baltra/sdk'
import {
  advanceApplication,
  apply,
  Apply,
  buckets,
  listApplications,
  receiveLead,
  retractMove,
  setOutcome,
  today,
} from '@baltra/sdk/domain/services/funnel'
import { listCases } from '@baltra/sdk/domain/services/onboarding'
import { database, type Session } from '@baltra/sdk/infra/db'
import { provisionCompany, type NewCompany } from '@baltra/sdk/infra/db/admin'
import { funnelReports, funnelUnitOfWork } from '@baltra/sdk/infra/db/funnel'
import { onboardingReports } from '@baltra/sdk/infra/db/onboarding'
import { aCompany } from './a-company.ts'

let phones = 0
let leads = 0

/** A Mexican mobile number that no test has used. */
export const newPhone = (): string => `+5255${10_000_000 + (phones += 1)}`
export const newLeadgenId = (): string => String(800_000_000_000_000 + (leads += 1))

export type Hiring = ReturnType<typeof hiring>
export type Company = Awaited<ReturnType<Hiring['company']>>

/** What hiring-api does, without HTTP: the other side of the worker. */
export const hiring = (databaseUrl: string) => {
  const db = database({ url: databaseUrl })
  const common = { unitOfWork: funnelUnitOfWork({ database: db }), clock: systemClock, ids: uuidv7Ids }
  return {
    async company(profile?: Partial<NewCompany['profile']>) {
      const { company, ...made } = aCompany(profile)
      await provisionCompany({ database: db }, company)
      const { companyId, openingId, pageId, formId } = made
      const call: Call = { companyId, actor: { kind: 'key', id: 'test' }, correlationId: 'test' }
      const ask = async <Result>(question: (session: Session) => Promise<Result>): Promise<Result> => {
        await using session = await db.session({ companyId })
        return await question(session)
      }
      const reading = (session: Session) => ({ reports: funnelReports(session), clock: systemClock })
      return {
        ...made,
        ask,
        tellLead: (leadgenId: string, form = formId) => receiveLead(common)({ leadgenId, pageId, formId: form }, call),
        apply: (phone = newPhone()) =>
          apply(common)(Apply.input.parse({ openingId, candidate: { name: 'Ana', phone } }), call),
        advance: (application: Moving, to: string) =>
          advanceApplication(common)({ ...target(application), to, via: 'skip' }, call),
        retract: (application: Moving) => retractMove(common)(target(application), call),
        end: (application: Moving, outcome: 'rejected' | 'hired' | 'withdrawn') =>
          setOutcome(common)({ ...target(application), outcome, reason: 'so it is' }, call),
        applications: async () => (await ask((session) => listApplications(reading(session))({ limit: 100 }))).items,
        funnel: () => ask((session) => buckets(reading(session))({ companyId })),
        today: () => ask((session) => today(reading(session))({ companyId })),
        cases: async () => (await ask((session) => listCases({ reports: onboardingReports(session) })({}))).items,
      }
    },
    [Symbol.asyncDispose]: () => db[Symbol.asyncDispose](),
  }
}

type Moving = Awaited<ReturnType<ReturnType<typeof apply>>>

const target = ({ id: applicationId, version: expectedVersion }: Moving) => ({ applicationId, expectedVersion })
