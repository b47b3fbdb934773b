import { z } from 'zod'
import type { Clock } from '../../../seedwork/clock.ts'
import { defineCommand, type Handler } from '../../../seedwork/command-bus.ts'
import type { Ids } from '../../../seedwork/typed-id.ts'
import type { UnitOfWork } from '../../../seedwork/unit-of-work.ts'
import { requiredDocuments } from '../../models/onboarding/document-kind.ts'
import { CaseId, DocumentId } from '../../models/onboarding/events.ts'
import { OnboardingCase } from '../../models/onboarding/onboarding-case.ts'
import type { OnboardingUnit } from '../../ports/onboarding/case-repository.ts'

export const OpenCase = defineCommand<void>()(
  'onboarding.open_case',
  z.strictObject({ applicationId: z.uuidv7(), country: z.string().length(2) }),
)

/** Opens the case of an accepted application with the documents of its country; reopens one that was cancelled. */
export const openCase =
  ({
    unitOfWork,
    clock,
    ids,
  }: {
    unitOfWork: UnitOfWork<OnboardingUnit>
    clock: Clock
    ids: Ids
  }): Handler<typeof OpenCase> =>
  ({ applicationId, country }, call) =>
    unitOfWork.run(call, async ({ cases }) => {
      const at = clock.now()
      const known = await cases.ofApplication(applicationId)
      known?.reopen({ at })
      const documents = requiredDocuments(country).map((kind) => ({ id: ids.next(DocumentId), kind }))
      cases.save(known ?? OnboardingCase.open({ id: ids.next(CaseId), applicationId, documents }, { at }))
    })
