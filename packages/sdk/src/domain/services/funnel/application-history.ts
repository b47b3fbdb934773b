import { z } from 'zod'
import { defineQuery } from '../../../seedwork/query-bus.ts'
import { ApplicationId } from '../../models/funnel/events.ts'
import type { HistoryEntry } from '../../models/funnel/history-entry.ts'
import type { FunnelReports } from '../../ports/funnel/funnel-reports.ts'

export const GetHistory = defineQuery<{ readonly items: readonly HistoryEntry[] }>()(
  'funnel.history',
  z.strictObject({ applicationId: ApplicationId }),
)

/** All that ever happened to an application, oldest first. */
export const applicationHistory =
  ({ reports }: { reports: FunnelReports }) =>
  async ({
    applicationId,
  }: z.output<typeof GetHistory.input>): Promise<{ readonly items: readonly HistoryEntry[] }> => ({
    items: await reports.history(applicationId),
  })
