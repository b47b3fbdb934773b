import { z } from 'zod'
import { defineQuery } from '../../../seedwork/query-bus.ts'
import type { CaseView } from '../../models/onboarding/case-view.ts'
import type { OnboardingReports } from '../../ports/onboarding/onboarding-reports.ts'

export const ListCases = defineQuery<{ readonly items: readonly CaseView[] }>()(
  'onboarding.list_cases',
  z.strictObject({ applicationId: z.uuidv7().optional() }),
)

export const listCases =
  ({ reports }: { reports: OnboardingReports }) =>
  async (filter: z.output<typeof ListCases.input>): Promise<{ readonly items: readonly CaseView[] }> => ({
    items: await reports.cases(filter),
  })
