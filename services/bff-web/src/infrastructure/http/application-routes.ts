import type { HttpServer } from '@baltra/sdk/infra/http'
import { z } from 'zod'
import type { Hiring } from '../../application/hiring.ts'
import { Application, ApplicationPage, Timeline } from '../../domain/application.ts'
import { apiKeyOf } from './api-key-of.ts'

const word = z.string().min(1).max(100)

const Filter = z.strictObject({
  openingId: z.uuid().optional(),
  stage: word.optional(),
  outcome: word.optional(),
  reached: word.optional(),
  cursor: z.string().min(1).max(1000).optional(),
  limit: z.coerce.number().int().min(1).max(100).optional(),
})

const Params = z.object({ id: z.uuid() })

/** Questions that hiring-api answers by itself, for the page; only what it is known to take is passed on. */
export const applicationRoutes = (
  scope: HttpServer,
  { hiring }: { hiring: Pick<Hiring, 'applications' | 'application' | 'history'> },
): void => {
  const list = { operationId: 'listApplications', querystring: Filter, response: { 200: ApplicationPage } }
  scope.get('/api/v1/applications', { schema: list }, (request) =>
    hiring.applications(apiKeyOf(request), request.query),
  )

  const one = { operationId: 'getApplication', params: Params, response: { 200: Application } }
  scope.get('/api/v1/applications/:id', { schema: one }, (request) =>
    hiring.application(apiKeyOf(request), request.params.id),
  )

  const history = { operationId: 'getApplicationHistory', params: Params, response: { 200: Timeline } }
  scope.get('/api/v1/applications/:id/history', { schema: history }, (request) =>
    hiring.history(apiKeyOf(request), request.params.id),
  )
}
