import { z } from 'zod'
import type { Clock } from '../../../seedwork/clock.ts'
import { defineCommand, type Handler } from '../../../seedwork/command-bus.ts'
import { Failure } from '../../../seedwork/failure.ts'
import { text } from '../../../seedwork/text.ts'
import type { Ids } from '../../../seedwork/typed-id.ts'
import type { UnitOfWork } from '../../../seedwork/unit-of-work.ts'
import { viewOf, type ApplicationView } from '../../models/funnel/application-view.ts'
import { OpeningId } from '../../models/funnel/events.ts'
import { SourceInput } from '../../models/funnel/source.ts'
import type { FunnelUnit } from '../../ports/funnel/funnel-unit.ts'
import { enter } from './enter.ts'

export const Apply = defineCommand<ApplicationView>()(
  'funnel.apply',
  z.strictObject({
    openingId: OpeningId,
    candidate: z.strictObject({
      name: text({ max: 200 }),
      phone: text({ max: 40 }),
      email: z.email().max(254).optional(),
    }),
    source: SourceInput.default({ channel: 'form' }),
  }),
)

/** Somebody fills in a form. Refuses with `funnel.already_applied` who is active on the opening already. */
export const apply =
  ({ unitOfWork, clock, ids }: { unitOfWork: UnitOfWork<FunnelUnit>; clock: Clock; ids: Ids }): Handler<typeof Apply> =>
  ({ openingId, candidate, source }, call) =>
    unitOfWork.run(call, async (unit) => {
      const opening = await unit.openings.byId(openingId)
      const { application, person, isNew } = await enter(
        { ...unit, clock, ids },
        { opening, candidate, source, phoneField: 'candidate.phone' },
      )
      if (isNew) return viewOf(application, person)
      throw new Failure('conflict', 'funnel.already_applied', 'this person is already active on the opening', {
        details: { applicationId: application.id },
      })
    })
