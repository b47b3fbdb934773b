import type { OnboardingCase } from '../../models/onboarding/onboarding-case.ts'

/** Cases of the calling company. */
export interface CaseRepository {
  /** `undefined` when the application was never accepted. */
  ofApplication(applicationId: string): Promise<OnboardingCase | undefined>

  /**
   * Leaves state, documents and recorded events with the unit of work. The commit rejects with `conflict` (retryable)
   * when another transaction was faster; an application has one case at most.
   */
  save(onboardingCase: OnboardingCase): void
}

/** What one transaction of onboarding can reach. */
export interface OnboardingUnit {
  readonly cases: CaseRepository
}
