import type { CompanyId } from '../../../seedwork/call.ts'
import type { ApplicationId } from '../../models/funnel/events.ts'

/** A lead that we were told of and may not have read yet. */
export interface ReceivedLead {
  readonly leadgenId: string
  readonly pageId: string
  readonly formId: string
  readonly adId?: string | undefined
  readonly receivedAt: Date
}

/** Leads that the calling company was told of. They are told several times, in any order. */
export interface ReceivedLeads {
  /** False, and nothing is written, when it was known already. */
  add(lead: ReceivedLead): Promise<boolean>

  /** Notes which application it became, or which one it repeats. */
  imported(leadgenId: string, applicationId: ApplicationId): void
}

export interface LeadPages {
  /** Whose page it is; `undefined` for a page that no company connected. The only question here that knows no tenant. */
  companyOf(pageId: string): Promise<CompanyId | undefined>
}
