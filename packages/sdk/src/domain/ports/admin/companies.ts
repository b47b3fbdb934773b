import type { CompanyProfile } from '../../models/admin/company-profile.ts'

export interface Companies {
  /** The calling company. Rejects with `not_found` when it does not exist (any more). */
  profile(): Promise<CompanyProfile>
}
