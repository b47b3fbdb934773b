import type { Bus } from '../../../seedwork/command-bus.ts'
import { handle, ignore, type MessageHandler } from '../../../seedwork/message-handler.ts'
import { Applied, isAtOrAfter, MoveRetracted, OutcomeSet, StageEntered } from '../../models/funnel/events.ts'
import { CancelCase } from './cancel-case.ts'
import { OpenCase } from './open-case.ts'

/** What onboarding makes of the funnel's facts: its own commands. */
export const followTheFunnel = ({ bus }: { bus: Bus }): readonly MessageHandler[] => [
  ignore(Applied),
  handle(StageEntered, async ({ applicationId, country, to }, call) => {
    // Whoever skips past `accepted` was accepted on the way.
    if (isAtOrAfter(to.kind, 'accepted')) await bus.send(OpenCase, { applicationId, country }, call)
  }),
  handle(MoveRetracted, async ({ applicationId, to }, call) => {
    if (!isAtOrAfter(to.kind, 'accepted')) await bus.send(CancelCase, { applicationId }, call)
  }),
  handle(OutcomeSet, async ({ applicationId, outcome }, call) => {
    if (outcome !== 'hired') await bus.send(CancelCase, { applicationId }, call)
  }),
]
