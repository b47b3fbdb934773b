import { z } from 'zod'
import { text } from '../../../seedwork/text.ts'
import { defineCommand, type Handler } from '../../../seedwork/command-bus.ts'
import type { ApplicationView } from '../../models/funnel/application-view.ts'
import { ApplicationId } from '../../models/funnel/events.ts'
import { changeApplication, type Changing } from './change-application.ts'

export const AdvanceApplication = defineCommand<ApplicationView>()(
  'funnel.advance_application',
  z.strictObject({
    applicationId: ApplicationId,
    /** Id or kind of a later stage. */
    to: text({ max: 100 }),
    expectedVersion: z.int().positive(),
    /** `skip` says that leaving out stages is on purpose. */
    via: z.enum(['advance', 'skip']).default('advance'),
  }),
)

export const advanceApplication =
  (changing: Changing): Handler<typeof AdvanceApplication> =>
  ({ to, via, ...target }, call) =>
    changeApplication(changing, target, call, (application, at) =>
      application.advance(to, { at, skipping: via === 'skip' }),
    )
