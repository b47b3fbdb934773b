import type { CaseView } from '../../models/onboarding/case-view.ts'

/** Read models of one company. */
export interface OnboardingReports {
  /** Newest first, at most 100; all of the company, or the one of an application. */
  cases(filter: { readonly applicationId?: string | undefined }): Promise<readonly CaseView[]>
}
