import type { Bus } from '@baltra/sdk'
import { CompanyId } from '@baltra/sdk'
import { CompanyProfile, Role } from '@baltra/sdk/domain/models/admin'
import { FunnelSnapshot, OpeningId, Today } from '@baltra/sdk/domain/models/funnel'
import { GetBuckets, GetToday } from '@baltra/sdk/domain/services/funnel'
import type { Database } from '@baltra/sdk/infra/db'
import { companies as companiesIn } from '@baltra/sdk/infra/db/admin'
import { callerOf, callOf, type HttpServer } from '@baltra/sdk/infra/http'
import { z } from 'zod'

const tags = ['companies']
const params = z.object({ companyId: CompanyId })
const querystring = z.strictObject({ openingId: OpeningId.optional() })
const { name, country, timeZone, locale, currency } = CompanyProfile.shape
const Me = z.object({ companyId: CompanyId, companyName: name, country, timeZone, locale, currency, role: Role })

export const companies = (app: HttpServer, { queries, database }: { queries: Bus; database: Database }): void => {
  app.get('/v1/me', {
    schema: { operationId: 'getMe', tags, response: { 200: Me } },
    handler: async (request) => {
      const { companyId, role } = callerOf(request)
      await using session = await database.session({ companyId })
      const { id, name: companyName, ...profile } = await companiesIn(session).profile()
      return { companyId: id, companyName, ...profile, role }
    },
  })

  app.get('/v1/companies/:companyId/funnel', {
    schema: { operationId: 'getFunnel', tags, params, querystring, response: { 200: FunnelSnapshot } },
    handler: (request) => queries.send(GetBuckets, { ...request.params, ...request.query }, callOf(request)),
  })

  app.get('/v1/companies/:companyId/today', {
    schema: { operationId: 'getToday', tags, params, response: { 200: Today } },
    handler: (request) => queries.send(GetToday, request.params, callOf(request)),
  })
}
