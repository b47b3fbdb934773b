export { onboardingReports } from './onboarding-reports.ts'
export { onboardingUnitOfWork } from './onboarding-unit-of-work.ts'
