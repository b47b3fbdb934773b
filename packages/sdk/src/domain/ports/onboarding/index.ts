export type { CaseRepository, OnboardingUnit } from './case-repository.ts'
export type { OnboardingReports } from './onboarding-reports.ts'
