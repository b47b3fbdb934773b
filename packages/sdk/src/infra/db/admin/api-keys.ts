import { createHash } from 'node:crypto'
import type { CompanyId } from '../../../seedwork/call.ts'
import type { Role } from '../../../domain/models/admin/role.ts'
import type { ApiKeys } from '../../../domain/ports/admin/api-keys.ts'
import type { Database } from '../database.ts'

interface Row {
  readonly id: string
  readonly company_id: CompanyId
  readonly role: Role
}

/** Keys have 256 random bits, so that one round of SHA-256 is enough to store them by. */
export const hashOfKey = (key: string): string => createHash('sha256').update(key).digest('hex')

export const apiKeys = ({ database }: { readonly database: Database }): ApiKeys => ({
  async find(presented) {
    const hash = hashOfKey(presented)
    await using session = await database.sessionPresenting(hash)
    const [row] = await session.query<Row>(
      'select id, company_id, role from admin.api_keys where key_hash = $1 and revoked_at is null',
      [hash],
    )
    return row && { id: row.id, companyId: row.company_id, role: row.role }
  },
})
