export { Application, type ApplicationState, type StageVisit } from './application.ts'
export { ApplicationView, viewOf } from './application-view.ts'
export { Candidate } from './candidate.ts'
export {
  Applied,
  ApplicationId,
  CandidateId,
  funnelEvents,
  MoveRetracted,
  OpeningId,
  OutcomeSet,
  StageEntered,
  StageId,
  StageRef,
  Via,
  type FunnelEvent,
} from './events.ts'
export { FunnelSnapshot, funnelSnapshot } from './funnel-snapshot.ts'
export { HistoryEntry } from './history-entry.ts'
export type { Opening } from './opening.ts'
export { OpeningView } from './opening-view.ts'
export { FinalOutcome, Outcome } from './outcome.ts'
export { PhoneNumber } from './phone-number.ts'
export { PipelineId, PipelineVersion } from './pipeline-version.ts'
export { Source } from './source.ts'
export { isAtOrAfter, StageKind } from './stage-kind.ts'
export { tallyChange, type Metric, type Tally } from './tally.ts'
export { Today } from './today.ts'
