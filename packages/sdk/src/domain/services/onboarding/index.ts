export { CancelCase, cancelCase } from './cancel-case.ts'
export { followTheFunnel } from './follow-the-funnel.ts'
export { listCases, ListCases } from './list-cases.ts'
export { OpenCase, openCase } from './open-case.ts'
