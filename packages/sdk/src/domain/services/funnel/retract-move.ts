import { z } from 'zod'
import { defineCommand, type Handler } from '../../../seedwork/command-bus.ts'
import type { ApplicationView } from '../../models/funnel/application-view.ts'
import { ApplicationId } from '../../models/funnel/events.ts'
import { changeApplication, type Changing } from './change-application.ts'

export const RetractMove = defineCommand<ApplicationView>()(
  'funnel.retract_move',
  z.strictObject({ applicationId: ApplicationId, expectedVersion: z.int().positive() }),
)

export const retractMove =
  (changing: Changing): Handler<typeof RetractMove> =>
  (target, call) =>
    changeApplication(changing, target, call, (application, at) => application.retract({ at }))
