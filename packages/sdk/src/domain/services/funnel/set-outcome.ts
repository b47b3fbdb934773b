import { z } from 'zod'
import { text } from '../../../seedwork/text.ts'
import { defineCommand, type Handler } from '../../../seedwork/command-bus.ts'
import type { ApplicationView } from '../../models/funnel/application-view.ts'
import { ApplicationId } from '../../models/funnel/events.ts'
import { FinalOutcome } from '../../models/funnel/outcome.ts'
import { changeApplication, type Changing } from './change-application.ts'

export const SetOutcome = defineCommand<ApplicationView>()(
  'funnel.set_outcome',
  z.strictObject({
    applicationId: ApplicationId,
    outcome: FinalOutcome,
    reason: text({ max: 500 }).optional(),
    expectedVersion: z.int().positive(),
  }),
)

export const setOutcome =
  (changing: Changing): Handler<typeof SetOutcome> =>
  ({ outcome, reason, ...target }, call) =>
    changeApplication(changing, target, call, (application, at) => application.setOutcome(outcome, { at, reason }))
