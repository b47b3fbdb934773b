import { z } from 'zod'
import { defineQuery } from '../../../seedwork/query-bus.ts'
import { text } from '../../../seedwork/text.ts'
import type { ApplicationView } from '../../models/funnel/application-view.ts'
import { OpeningId } from '../../models/funnel/events.ts'
import { Outcome } from '../../models/funnel/outcome.ts'
import type { FunnelReports, Page } from '../../ports/funnel/funnel-reports.ts'

const stage = text({ max: 100 })

export const ListApplications = defineQuery<Page<ApplicationView>>()(
  'funnel.list_applications',
  z.strictObject({
    openingId: OpeningId.optional(),
    stage: stage.optional(),
    outcome: Outcome.optional(),
    reached: stage.optional(),
    cursor: text({ max: 200 }).optional(),
    limit: z.int().min(1).max(100).default(50),
  }),
)

/** The very rows that a number of the funnel counts, newest first. */
export const listApplications =
  ({ reports }: { reports: FunnelReports }) =>
  ({ cursor, limit, ...filter }: z.output<typeof ListApplications.input>): Promise<Page<ApplicationView>> =>
    reports.applications(filter, { cursor, limit })
