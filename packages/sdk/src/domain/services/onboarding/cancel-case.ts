import { z } from 'zod'
import type { Clock } from '../../../seedwork/clock.ts'
import { defineCommand, type Handler } from '../../../seedwork/command-bus.ts'
import type { UnitOfWork } from '../../../seedwork/unit-of-work.ts'
import type { OnboardingUnit } from '../../ports/onboarding/case-repository.ts'

export const CancelCase = defineCommand<void>()('onboarding.cancel_case', z.strictObject({ applicationId: z.uuidv7() }))

/** The application will not become a first day. Nothing to do when it has no case. */
export const cancelCase =
  ({ unitOfWork, clock }: { unitOfWork: UnitOfWork<OnboardingUnit>; clock: Clock }): Handler<typeof CancelCase> =>
  ({ applicationId }, call) =>
    unitOfWork.run(call, async ({ cases }) => {
      const known = await cases.ofApplication(applicationId)
      if (!known) return
      known.cancel({ at: clock.now() })
      cases.save(known)
    })
