import type { Actor, CompanyId } from '../../../seedwork/call.ts'
import { uuidv7 } from '../../../seedwork/typed-id.ts'
import type { CompanyProfile } from '../../../domain/models/admin/company-profile.ts'
import type { Role } from '../../../domain/models/admin/role.ts'
import type { StageKind } from '../../../domain/models/funnel/stage-kind.ts'
import type { Database } from '../database.ts'
import { hashOfKey } from './api-keys.ts'

/** A company as it begins. Ids and keys are the caller's: nothing here is made up. */
export interface NewCompany {
  readonly profile: CompanyProfile
  readonly keys: readonly { readonly key: string; readonly role: Role }[]
  readonly pipeline: {
    readonly id: string
    readonly stages: readonly { readonly id: string; readonly kind: StageKind; readonly name: string }[]
  }
  readonly openings: readonly {
    readonly id: string
    readonly role: string
    readonly site: string
    readonly shift: string
    readonly headcount: number
    /** Meta lead forms that fill it. */
    readonly formIds?: readonly string[]
  }[]
  /** Meta pages whose leads are this company's. */
  readonly pageIds?: readonly string[]
}

const provisioning: Actor = { kind: 'system', id: 'provisioning' }

/**
 * Writes a company with its first pipeline, openings and keys in one transaction, under the same row-level security as
 * everything else: a company can only write itself. Rejects with `conflict` when the company or one of its pages is known.
 */
export const provisionCompany = async (
  { database }: { readonly database: Database },
  company: NewCompany,
): Promise<void> => {
  const { id, name, country, timeZone, currency, locale } = company.profile
  await using transaction = await database.begin(callOf(id))
  const { write } = transaction
  const { pipeline, openings } = company
  write(
    'insert into admin.companies (id, name, country, time_zone, currency, locale) values ($1, $2, $3, $4, $5, $6)',
    [id, name, country, timeZone, currency, locale],
  )
  for (const { key, role } of company.keys) {
    write('insert into admin.api_keys (id, company_id, key_hash, role) values ($1, $2, $3, $4)', [
      uuidv7(Date.now()),
      id,
      hashOfKey(key),
      role,
    ])
  }
  for (const pageId of company.pageIds ?? [])
    write('insert into admin.meta_pages (page_id, company_id) values ($1, $2)', [pageId, id])
  write('insert into funnel.pipelines (id, company_id, version) values ($1, $2, 1)', [pipeline.id, id])
  pipeline.stages.forEach((stage, position) => {
    write(
      'insert into funnel.stages (id, company_id, pipeline_id, position, kind, name) values ($1, $2, $3, $4, $5, $6)',
      [stage.id, id, pipeline.id, position, stage.kind, stage.name],
    )
  })
  for (const { id: openingId, role, site, shift, headcount, formIds = [] } of openings) {
    write(
      'insert into funnel.openings (id, company_id, pipeline_id, role, site, shift, headcount, country) values ($1, $2, $3, $4, $5, $6, $7, $8)',
      [openingId, id, pipeline.id, role, site, shift, headcount, country],
    )
    for (const formId of formIds)
      write('insert into funnel.lead_forms (company_id, form_id, opening_id) values ($1, $2, $3)', [
        id,
        formId,
        openingId,
      ])
  }
  await transaction.commit()
}

const callOf = (companyId: CompanyId) => ({ companyId, actor: provisioning, correlationId: uuidv7(Date.now()) })
