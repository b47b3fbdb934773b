import type { UnitOfWork } from '../../../seedwork/unit-of-work.ts'
import { onboardingEvents } from '../../../domain/models/onboarding/events.ts'
import { OnboardingCase } from '../../../domain/models/onboarding/onboarding-case.ts'
import type { CaseRepository, OnboardingUnit } from '../../../domain/ports/onboarding/case-repository.ts'
import type { Database } from '../database.ts'
import { ormOf } from '../orm.ts'
import { publishedEvents } from '../published-events.ts'
import type { Transaction } from '../transaction.ts'
import { unitOfWork } from '../unit-of-work.ts'
import { readCases } from './read-cases.ts'
import { writeCase } from './write-case.ts'

/** Onboarding's unit of work over Postgres. */
export const onboardingUnitOfWork = ({ database }: { readonly database: Database }): UnitOfWork<OnboardingUnit> =>
  unitOfWork({ database }, (transaction) => ({ cases: caseRepository(transaction) }))

const caseRepository = (transaction: Transaction): CaseRepository => ({
  async ofApplication(applicationId) {
    const [row] = await readCases(ormOf(transaction), { applicationId })
    return row && OnboardingCase.restore(row.state, row.version)
  },

  save(onboardingCase) {
    if (onboardingCase.recorded.length === 0) return
    writeCase(transaction, onboardingCase)
    transaction.publish(...publishedEvents(onboardingEvents, onboardingCase.recorded))
  },
})
