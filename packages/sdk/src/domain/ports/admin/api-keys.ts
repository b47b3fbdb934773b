import type { CompanyId } from '../../../seedwork/call.ts'
import type { Role } from '../../models/admin/role.ts'

/** A key's owner. The key itself is stored nowhere, only its SHA-256. */
export interface ApiKey {
  readonly id: string
  readonly companyId: CompanyId
  readonly role: Role
}

export interface ApiKeys {
  /** Who holds the key that a caller presented; `undefined` for one that was never issued or is revoked. */
  find(presented: string): Promise<ApiKey | undefined>
}
