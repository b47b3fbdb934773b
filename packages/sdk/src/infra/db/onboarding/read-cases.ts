import { asc, desc, eq, inArray } from 'drizzle-orm'
import type { CaseState } from '../../../domain/models/onboarding/onboarding-case.ts'
import type { Orm } from '../orm.ts'
import { cases, documents } from './tables.ts'

const most = 100

/** Newest first, with their documents in the order of the checklist. */
export const readCases = async (
  orm: Orm,
  { applicationId }: { readonly applicationId?: string | undefined },
): Promise<readonly { readonly state: CaseState; readonly version: number }[]> => {
  const which = applicationId ? eq(cases.applicationId, applicationId) : undefined
  const rows = await orm.select().from(cases).where(which).orderBy(desc(cases.openedAt), desc(cases.id)).limit(most)
  const own = inArray(documents.caseId, rows.map(({ id }) => id))
  const items = await orm.select().from(documents).where(own).orderBy(asc(documents.position))
  const byCase = Map.groupBy(items, ({ caseId }) => caseId)
  return rows.map(({ version, id, applicationId: application, status, openedAt }) => ({
    version,
    state: {
      id,
      applicationId: application,
      status,
      openedAt,
      documents: (byCase.get(id) ?? []).map(({ id: document, kind, required, status: standing }) => ({ id: document, kind, required, status: standing })),
    },
  }))
}
