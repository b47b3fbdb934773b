import type { Call } from '../../../seedwork/call.ts'
import type { Bus } from '../../../seedwork/command-bus.ts'
import {
  Applied,
  isAtOrAfter,
  MoveRetracted,
  OutcomeSet,
  StageEntered,
  type FunnelEvent,
} from '../../models/funnel/events.ts'
import { CancelCase } from './cancel-case.ts'
import { OpenCase } from './open-case.ts'

/** What onboarding makes of the funnel's facts: its own commands. */
export const followTheFunnel =
  ({ bus }: { bus: Bus }) =>
  async (event: FunnelEvent, call: Call): Promise<void> => {
    const { applicationId } = event.data
    switch (event.type) {
      case Applied.type:
        return
      case StageEntered.type: {
        // Whoever skips past `accepted` was accepted on the way.
        const { to, country } = event.data
        if (isAtOrAfter(to.kind, 'accepted')) await bus.send(OpenCase, { applicationId, country }, call)
        return
      }
      case MoveRetracted.type:
        if (!isAtOrAfter(event.data.to.kind, 'accepted')) await bus.send(CancelCase, { applicationId }, call)
        return
      case OutcomeSet.type:
        if (event.data.outcome !== 'hired') await bus.send(CancelCase, { applicationId }, call)
        return
    }
  }
