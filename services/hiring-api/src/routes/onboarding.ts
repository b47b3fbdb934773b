import type { Bus } from '@baltra/sdk'
import { CaseView } from '@baltra/sdk/domain/models/onboarding'
import { ListCases } from '@baltra/sdk/domain/services/onboarding'
import { callOf, type HttpServer } from '@baltra/sdk/infra/http'
import { z } from 'zod'

const Listed = z.object({ items: z.array(CaseView) })

export const onboarding = (app: HttpServer, { queries }: { queries: Bus }): void => {
  app.get('/v1/onboarding/cases', {
    schema: { operationId: 'listCases', tags: ['onboarding'], querystring: ListCases.input, response: { 200: Listed } },
    handler: async (request) => {
      const { items } = await queries.send(ListCases, request.query, callOf(request))
      return { items: [...items] }
    },
  })
}
