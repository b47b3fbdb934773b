import type { Bus } from '@baltra/sdk'
import { mayHire } from '@baltra/sdk/domain/models/admin'
import { ApplicationId, ApplicationView, HistoryEntry } from '@baltra/sdk/domain/models/funnel'
import {
  AdvanceApplication,
  Apply,
  GetApplication,
  GetHistory,
  ListApplications,
  RetractMove,
  SetOutcome,
} from '@baltra/sdk/domain/services/funnel'
import { callOf, requireRole, type HttpServer } from '@baltra/sdk/infra/http'
import { z } from 'zod'

const tags = ['applications']
const params = z.object({ id: ApplicationId })
const one = { 200: ApplicationView }
const Listed = z.object({ items: z.array(ApplicationView), nextCursor: z.string().nullable() })
const History = z.object({ items: z.array(HistoryEntry) })
/** Digits alone: what else JavaScript takes for a number (`0x10`, `1e2`, a space) is a mistake. */
const inDigits = (text: unknown): unknown => (typeof text === 'string' && /^\d+$/.test(text) ? Number(text) : text)
const Filter = ListApplications.input.extend({ limit: z.preprocess(inDigits, z.int().min(1).max(100)).default(50) })

export const applications = (app: HttpServer, { commands, queries }: { commands: Bus; queries: Bus }): void => {
  const onRequest = requireRole(mayHire)

  app.post('/v1/applications', {
    onRequest,
    schema: { operationId: 'apply', tags, body: Apply.input, response: { 201: ApplicationView } },
    handler: async (request, reply) => reply.code(201).send(await commands.send(Apply, request.body, callOf(request))),
  })

  app.get('/v1/applications', {
    schema: { operationId: 'listApplications', tags, querystring: Filter, response: { 200: Listed } },
    handler: async (request) => {
      const { items, nextCursor } = await queries.send(ListApplications, request.query, callOf(request))
      return { items: [...items], nextCursor }
    },
  })

  app.get('/v1/applications/:id', {
    schema: { operationId: 'getApplication', tags, params, response: one },
    handler: (request) => queries.send(GetApplication, { applicationId: request.params.id }, callOf(request)),
  })

  app.get('/v1/applications/:id/history', {
    schema: { operationId: 'getHistory', tags, params, response: { 200: History } },
    handler: async (request) => {
      const { items } = await queries.send(GetHistory, { applicationId: request.params.id }, callOf(request))
      return { items: [...items] }
    },
  })

  app.post('/v1/applications/:id/advance', {
    onRequest,
    schema: {
      operationId: 'advance',
      tags,
      params,
      body: AdvanceApplication.input.omit({ applicationId: true }),
      response: one,
    },
    handler: (request) =>
      commands.send(AdvanceApplication, { ...request.body, applicationId: request.params.id }, callOf(request)),
  })

  app.post('/v1/applications/:id/outcome', {
    onRequest,
    schema: {
      operationId: 'setOutcome',
      tags,
      params,
      body: SetOutcome.input.omit({ applicationId: true }),
      response: one,
    },
    handler: (request) =>
      commands.send(SetOutcome, { ...request.body, applicationId: request.params.id }, callOf(request)),
  })

  app.post('/v1/applications/:id/retract', {
    onRequest,
    schema: {
      operationId: 'retract',
      tags,
      params,
      body: RetractMove.input.omit({ applicationId: true }),
      response: one,
    },
    handler: (request) =>
      commands.send(RetractMove, { ...request.body, applicationId: request.params.id }, callOf(request)),
  })
}
