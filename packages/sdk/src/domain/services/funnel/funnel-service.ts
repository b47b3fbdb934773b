import type { z } from 'zod'
import type { Call } from '../../../seedwork/call.ts'
import type { Clock } from '../../../seedwork/clock.ts'
import type { Ids } from '../../../seedwork/typed-id.ts'
import type { UnitOfWork } from '../../../seedwork/unit-of-work.ts'
import type { FunnelReports } from '../../ports/funnel/funnel-reports.ts'
import type { FunnelUnit } from '../../ports/funnel/funnel-unit.ts'
import { advanceApplication, type AdvanceApplication } from './advance-application.ts'
import { applicationHistory, type GetHistory } from './application-history.ts'
import { Apply, apply } from './apply.ts'
import { buckets, type GetBuckets } from './buckets.ts'
import { getApplication, type GetApplication } from './get-application.ts'
import { ListApplications, listApplications } from './list-applications.ts'
import { getOpening, listOpenings, type GetOpening } from './list-openings.ts'
import { retractMove, type RetractMove } from './retract-move.ts'
import { setOutcome, type SetOutcome } from './set-outcome.ts'
import { today, type GetToday } from './today.ts'

export interface FunnelServiceDependencies {
  readonly reports: FunnelReports
  readonly unitOfWork: UnitOfWork<FunnelUnit>
  readonly clock: Clock
  readonly ids: Ids
}

type Input<D extends { input: z.ZodType }> = z.output<D['input']>

/** The funnel's use cases as one object, for callers without a bus. Input is taken as it is: a bus validates it. */
export class FunnelService {
  readonly #of: FunnelServiceDependencies

  constructor(dependencies: FunnelServiceDependencies) {
    this.#of = dependencies
  }

  apply = (input: z.input<typeof Apply.input>, call: Call) => apply(this.#of)(Apply.input.parse(input), call)
  advance = (input: Input<typeof AdvanceApplication>, call: Call) => advanceApplication(this.#of)(input, call)
  setOutcome = (input: Input<typeof SetOutcome>, call: Call) => setOutcome(this.#of)(input, call)
  retract = (input: Input<typeof RetractMove>, call: Call) => retractMove(this.#of)(input, call)

  buckets = (input: Input<typeof GetBuckets>) => buckets(this.#of)(input)
  applications = (input: z.input<typeof ListApplications.input>) =>
    listApplications(this.#of)(ListApplications.input.parse(input))
  application = (input: Input<typeof GetApplication>) => getApplication(this.#of)(input)
  history = (input: Input<typeof GetHistory>) => applicationHistory(this.#of)(input)
  openings = () => listOpenings(this.#of)()
  opening = (input: Input<typeof GetOpening>) => getOpening(this.#of)(input)
  today = (input: Input<typeof GetToday>) => today(this.#of)(input)
}
