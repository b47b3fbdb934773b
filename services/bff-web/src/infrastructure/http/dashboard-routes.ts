import type { HttpServer } from '@baltra/sdk/infra/http'
import { z } from 'zod'
import type { DashboardQuestion } from '../../application/read-dashboard.ts'
import type { Dashboard } from '../../domain/dashboard.ts'
import { apiKeyOf } from './api-key-of.ts'
import { DashboardAnswer } from './dashboard-answer.ts'

const Query = z.strictObject({ opening: z.uuid().optional() })

export const dashboardRoutes = (
  scope: HttpServer,
  { readDashboard }: { readDashboard: (question: DashboardQuestion) => Promise<Dashboard> },
): void => {
  const schema = { operationId: 'readDashboard', querystring: Query, response: { 200: DashboardAnswer } }
  scope.get('/api/v1/dashboard', { schema }, (request) =>
    readDashboard({ key: apiKeyOf(request), openingId: request.query.opening }),
  )
}
