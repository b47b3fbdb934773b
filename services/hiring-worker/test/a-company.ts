import { CompanyId, uuidv7Ids } from '@baltra/sdk'
import { OpeningId, PipelineId, StageId, StageKind } from '@baltra/sdk/domain/models/funnel'
import type { NewCompany } from '@baltra/sdk/infra/db/admin'

let made = 0

/** A company with one opening that a Meta form fills, a pipeline of all kinds and a key. */
export const aCompany = (profile: Partial<NewCompany['profile']> = {}) => {
  made += 1
  const companyId = uuidv7Ids.next(CompanyId)
  const openingId = uuidv7Ids.next(OpeningId)
  const key = `key-of-${companyId}`
  const meta = { pageId: String(1_000 + made), formId: String(3_000 + made) }
  const standard = { country: 'MX', timeZone: 'America/Mexico_City', currency: 'MXN', locale: 'es-MX' }
  const company: NewCompany = {
    profile: { id: companyId, name: `Company ${made}`, ...standard, ...profile },
    keys: [{ key, role: 'recruiter' }],
    pipeline: {
      id: uuidv7Ids.next(PipelineId),
      stages: StageKind.options.map((kind) => ({ id: uuidv7Ids.next(StageId), kind, name: `Stage ${kind}` })),
    },
    openings: [
      { id: openingId, role: 'Operator', site: 'Vallejo', shift: 'night', headcount: 5, formIds: [meta.formId] },
    ],
    pageIds: [meta.pageId],
  }
  return { company, companyId, openingId, key, ...meta }
}
