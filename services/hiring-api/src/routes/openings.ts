import type { Bus } from '@baltra/sdk'
import { OpeningId, OpeningView } from '@baltra/sdk/domain/models/funnel'
import { GetOpening, ListOpenings } from '@baltra/sdk/domain/services/funnel'
import { callOf, type HttpServer } from '@baltra/sdk/infra/http'
import { z } from 'zod'

const tags = ['openings']
const Listed = z.object({ items: z.array(OpeningView) })
const params = z.object({ id: OpeningId })

export const openings = (app: HttpServer, { queries }: { queries: Bus }): void => {
  app.get('/v1/openings', {
    schema: { operationId: 'listOpenings', tags, response: { 200: Listed } },
    handler: async (request) => {
      const { items } = await queries.send(ListOpenings, {}, callOf(request))
      return { items: [...items] }
    },
  })

  app.get('/v1/openings/:id', {
    schema: { operationId: 'getOpening', tags, params, response: { 200: OpeningView } },
    handler: (request) => queries.send(GetOpening, { openingId: request.params.id }, callOf(request)),
  })
}
