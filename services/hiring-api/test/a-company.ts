import { CompanyId, uuidv7Ids } from '@baltra/sdk'
import { OpeningId, PipelineId, StageId, StageKind } from '@baltra/sdk/domain/models/funnel'
import type { NewCompany } from '@baltra/sdk/infra/db/admin'

let made = 0
let phones = 0

/** A Mexican mobile number that no test has used. */
export const newPhone = (): string => `+5255${10_000_000 + (phones += 1)}`

/** A company with two openings, a pipeline of all kinds and keys for two who hire and one who looks on. */
export const aCompany = (profile: Partial<NewCompany['profile']> = {}) => {
  made += 1
  const companyId = uuidv7Ids.next(CompanyId)
  const stages = StageKind.options.map((kind) => ({ id: uuidv7Ids.next(StageId), kind, name: `Stage ${kind}` }))
  // Made in one millisecond, their ids are in no order; lists are in that of their ids.
  const [openingId, otherOpeningId] = [uuidv7Ids.next(OpeningId), uuidv7Ids.next(OpeningId)].toSorted() as [
    OpeningId,
    OpeningId,
  ]
  const key = `key-of-${companyId}`
  const viewerKey = `viewer-of-${companyId}`
  const colleagueKey = `colleague-of-${companyId}`
  const meta = { pageId: String(1_000 + made), formId: String(3_000 + made) }
  const opening = { role: 'Operator', site: 'Vallejo', shift: 'night', headcount: 5 }
  const company: NewCompany = {
    profile: {
      id: companyId,
      name: `Company ${made}`,
      country: 'MX',
      timeZone: 'America/Mexico_City',
      currency: 'MXN',
      locale: 'es-MX',
      ...profile,
    },
    keys: [
      { key, role: 'recruiter' },
      { key: colleagueKey, role: 'admin' },
      { key: viewerKey, role: 'viewer' },
    ],
    pipeline: { id: uuidv7Ids.next(PipelineId), stages },
    openings: [
      { id: openingId, ...opening, formIds: [meta.formId] },
      { id: otherOpeningId, ...opening, shift: 'day' },
    ],
    pageIds: [meta.pageId],
  }
  return { company, companyId, openingId, otherOpeningId, stages, key, colleagueKey, viewerKey, ...meta }
}
