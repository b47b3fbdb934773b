import { eq } from 'drizzle-orm'
import type { ReceivedLeads } from '../../../domain/ports/funnel/received-leads.ts'
import { ormOf } from '../orm.ts'
import type { Transaction } from '../transaction.ts'
import { leads } from './tables.ts'

export const receivedLeads = (transaction: Transaction): ReceivedLeads => {
  const orm = ormOf(transaction)
  return {
    async add(lead) {
      const { companyId } = transaction.call
      const added = await orm
        .insert(leads)
        .values({ ...lead, companyId })
        .onConflictDoNothing()
        .returning({ id: leads.leadgenId })
      return added.length > 0
    },

    imported(leadgenId, applicationId) {
      // Its failure makes the commit fail; nobody waits for it here.
      orm
        .update(leads)
        .set({ applicationId })
        .where(eq(leads.leadgenId, leadgenId))
        .execute()
        .catch(() => undefined)
    },
  }
}
