import { asc, desc, eq } from 'drizzle-orm'
import type { CaseState } from '../../../domain/models/onboarding/onboarding-case.ts'
import type { Orm } from '../orm.ts'
import { cases, documents } from './tables.ts'

interface StoredCase {
  readonly state: CaseState
  readonly version: number
}

const most = 100

/** Newest first, with their documents in the order of the checklist. */
export const readCases = async (
  orm: Orm,
  { applicationId }: { readonly applicationId?: string | undefined },
): Promise<readonly StoredCase[]> => {
  const which = applicationId ? eq(cases.applicationId, applicationId) : undefined
  const newest = orm
    .select()
    .from(cases)
    .where(which)
    .orderBy(desc(cases.openedAt), desc(cases.id))
    .limit(most)
    .as('newest')
  // In one statement: a case and its documents are of one moment.
  const rows = await orm
    .select()
    .from(newest)
    .innerJoin(documents, eq(documents.caseId, newest.id))
    .orderBy(desc(newest.openedAt), desc(newest.id), asc(documents.position))
  return [...Map.groupBy(rows, (row) => row.newest.id).values()].map(restore)
}

const restore = (
  rows: readonly { newest: typeof cases.$inferSelect; documents: typeof documents.$inferSelect }[],
): StoredCase => {
  const { version, id, applicationId, status, openedAt } = rows[0]!.newest
  const items = rows.map(({ documents: { id: document, kind, required, status: standing } }) => ({
    id: document,
    kind,
    required,
    status: standing,
  }))
  return { version, state: { id, applicationId, status, openedAt, documents: items } }
}
