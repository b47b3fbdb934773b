import type { OnboardingReports } from '../../../domain/ports/onboarding/onboarding-reports.ts'
import { ormOf } from '../orm.ts'
import type { Session } from '../session.ts'
import { withFailures } from '../with-failures.ts'
import { readCases } from './read-cases.ts'

/** Onboarding's read models, of the company and the moment of a session. */
export const onboardingReports = (session: Session): OnboardingReports =>
  withFailures<OnboardingReports>({
    async cases(filter) {
      const found = await readCases(ormOf(session), filter)
      return found.map(({ state: { openedAt, documents, ...state } }) => ({
        ...state,
        openedAt: openedAt.toISOString(),
        documents: [...documents],
      }))
    },
  })
