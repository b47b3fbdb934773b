import { CompanyId, type Call } from '../src/seedwork/call.ts'

/** A call of nobody in particular, for tests that need one and look at none of it. */
export const aCall = (overrides: Partial<Call> = {}): Call => ({
  companyId: CompanyId.parse('019aab00-0000-7000-8000-00000000c0de'),
  actor: { kind: 'system', id: 'test' },
  correlationId: 'test',
  ...overrides,
})
