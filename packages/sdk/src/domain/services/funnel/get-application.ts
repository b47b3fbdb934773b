import { z } from 'zod'
import { defineQuery } from '../../../seedwork/query-bus.ts'
import type { ApplicationView } from '../../models/funnel/application-view.ts'
import { ApplicationId } from '../../models/funnel/events.ts'
import type { FunnelReports } from '../../ports/funnel/funnel-reports.ts'

export const GetApplication = defineQuery<ApplicationView>()(
  'funnel.application',
  z.strictObject({ applicationId: ApplicationId }),
)

export const getApplication =
  ({ reports }: { reports: FunnelReports }) =>
  ({ applicationId }: z.output<typeof GetApplication.input>): Promise<ApplicationView> =>
    reports.application(applicationId)
