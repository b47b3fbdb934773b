import type { OnboardingCase } from '../../../domain/models/onboarding/onboarding-case.ts'
import type { Transaction } from '../transaction.ts'

const insert = `
  insert into onboarding.cases (id, company_id, application_id, status, opened_at, version) values ($1, $2, $3, $4, $5, $6)`

const insertDocuments = `
  insert into onboarding.documents (company_id, case_id, id, position, kind, required, status)
  select $1, $2, * from unnest($3::uuid[], $4::smallint[], $5::text[], $6::boolean[], $7::text[])`

const update = `
  with changed as (update onboarding.cases set status = $2, version = $3 where id = $1 and version = $4 returning 1)
  select baltra.must_have_changed(count(*), 1) from changed`

/** A new case with its documents, or the new status of a known one. */
export const writeCase = (transaction: Transaction, { id, version, storedVersion, snapshot }: OnboardingCase): void => {
  const { companyId } = transaction.call
  const { applicationId, status, openedAt, documents } = snapshot
  if (storedVersion > 0)
    return transaction.write(update, [id, status, version, storedVersion], 'onboarding_case_update')
  transaction.write(insert, [id, companyId, applicationId, status, openedAt, version], 'onboarding_case_insert')
  const columns = [
    documents.map((document) => document.id),
    documents.map((_, position) => position),
    documents.map(({ kind }) => kind),
    documents.map(({ required }) => required),
    documents.map((document) => document.status),
  ]
  transaction.write(insertDocuments, [companyId, id, ...columns], 'onboarding_documents_insert')
}
