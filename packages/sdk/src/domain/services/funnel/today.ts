import { z } from 'zod'
import { CompanyId } from '../../../seedwork/call.ts'
import type { Clock } from '../../../seedwork/clock.ts'
import { Failure } from '../../../seedwork/failure.ts'
import { defineQuery } from '../../../seedwork/query-bus.ts'
import type { Today } from '../../models/funnel/today.ts'
import type { FunnelReports } from '../../ports/funnel/funnel-reports.ts'

export const GetToday = defineQuery<Today>()('funnel.today', z.strictObject({ companyId: CompanyId }))

/** What came in today, by the company's own day. Another company's is `not_found`. */
export const today =
  ({ reports, clock }: { reports: FunnelReports; clock: Clock }) =>
  async ({ companyId }: z.output<typeof GetToday.input>): Promise<Today> => {
    if (companyId !== reports.companyId) throw new Failure('not_found', 'not_found', 'there is no such company')
    return reports.today(clock.now())
  }
