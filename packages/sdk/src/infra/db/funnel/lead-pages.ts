import type { CompanyId } from '../../../seedwork/call.ts'
import type { LeadPages } from '../../../domain/ports/funnel/received-leads.ts'
import type { Database } from '../database.ts'

export const leadPages = ({ database }: { readonly database: Database }): LeadPages => ({
  async companyOf(pageId) {
    await using session = await database.sessionPresenting(pageId)
    const [page] = await session.query<{ company_id: CompanyId }>(
      'select company_id from admin.meta_pages where page_id = $1',
      [pageId],
    )
    return page?.company_id
  },
})
