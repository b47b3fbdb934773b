export { foldCounters } from './fold-counters.ts'
export { funnelReports } from './funnel-reports.ts'
export { funnelUnitOfWork } from './funnel-unit-of-work.ts'
export { leadPages } from './lead-pages.ts'
