import { z } from 'zod'
import { CompanyId } from '../../../seedwork/call.ts'
import type { Clock } from '../../../seedwork/clock.ts'
import { Failure } from '../../../seedwork/failure.ts'
import { defineQuery } from '../../../seedwork/query-bus.ts'
import { OpeningId } from '../../models/funnel/events.ts'
import { funnelSnapshot, type FunnelSnapshot } from '../../models/funnel/funnel-snapshot.ts'
import type { FunnelReports } from '../../ports/funnel/funnel-reports.ts'

export const GetBuckets = defineQuery<FunnelSnapshot>()(
  'funnel.buckets',
  z.strictObject({ companyId: CompanyId, openingId: OpeningId.optional() }),
)

/** The funnel as it stands now, of one opening or of the company. Another company's is `not_found`. */
export const buckets =
  ({ reports, clock }: { reports: FunnelReports; clock: Clock }) =>
  async ({ companyId, openingId }: z.output<typeof GetBuckets.input>): Promise<FunnelSnapshot> => {
    if (companyId !== reports.companyId) throw new Failure('not_found', 'not_found', 'there is no such company')
    const [pipelines, tallies, timeZone] = await Promise.all([
      reports.pipelines(openingId),
      reports.tallies(openingId),
      reports.timeZone(),
    ])
    return funnelSnapshot(tallies, { pipelines, timeZone, asOf: clock.now() })
  }
