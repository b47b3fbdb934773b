import { Failure } from '../../../seedwork/failure.ts'
import type { CompanyProfile } from '../../../domain/models/admin/company-profile.ts'
import type { Companies } from '../../../domain/ports/admin/companies.ts'
import type { Session } from '../session.ts'

export const companies = (session: Session): Companies => ({
  async profile() {
    const [company] = await session.query<CompanyProfile>(
      'select id, name, country, time_zone as "timeZone", currency, locale from admin.companies',
    )
    if (!company) throw new Failure('not_found', 'not_found', 'there is no such company')
    return company
  },
})
