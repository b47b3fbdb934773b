import type { Call } from '../../../seedwork/call.ts'
import type { Clock } from '../../../seedwork/clock.ts'
import type { UnitOfWork } from '../../../seedwork/unit-of-work.ts'
import type { Application } from '../../models/funnel/application.ts'
import { viewOf, type ApplicationView } from '../../models/funnel/application-view.ts'
import type { ApplicationId } from '../../models/funnel/events.ts'
import type { FunnelUnit } from '../../ports/funnel/funnel-unit.ts'

export interface Changing {
  readonly unitOfWork: UnitOfWork<FunnelUnit>
  readonly clock: Clock
}

interface Target {
  readonly applicationId: ApplicationId
  readonly expectedVersion: number
}

/** Load, compare the version that the caller saw, decide, save: the same for every move. */
export const changeApplication = (
  { unitOfWork, clock }: Changing,
  { applicationId, expectedVersion }: Target,
  call: Call,
  decide: (application: Application, at: Date) => void,
): Promise<ApplicationView> =>
  unitOfWork.run(call, async ({ applications, candidates }) => {
    const application = await applications.byId(applicationId)
    application.expectVersion(expectedVersion)
    decide(application, clock.now())
    applications.save(application)
    return viewOf(application, await candidates.byId(application.snapshot.candidateId))
  })
