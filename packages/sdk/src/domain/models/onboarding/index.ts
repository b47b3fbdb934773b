export { CaseView } from './case-view.ts'
export { DocumentKind, requiredDocuments } from './document-kind.ts'
export {
  CaseCancelled,
  CaseId,
  CaseOpened,
  CaseReopened,
  DocumentId,
  onboardingEvents,
  type OnboardingEvent,
} from './events.ts'
export { CaseStatus, DocumentStatus, OnboardingCase, type CaseState, type DocumentItem } from './onboarding-case.ts'
