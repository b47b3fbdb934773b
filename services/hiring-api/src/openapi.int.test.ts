import { cloneDatabase } from '@baltra/sdk/testing'
import { expect, inject, test } from 'vitest'
import { operationsOf } from '../test/operations.ts'
import { runningApi } from '../test/running-api.ts'
import '../test/vitest-context.ts'

/** Every route that the server has, as the framework prints them: `/v1/applications/:id (GET, HEAD)`. */
const served = (printed: string): readonly string[] => {
  const segments: string[] = []
  return printed.split('\n').flatMap((line) => {
    const [, indent = '', segment = '', methods = ''] = /^([│ ]*)[├└]── (\S*)(?: \((.*)\))?$/.exec(line) ?? []
    segments.splice(indent.length / 4, Infinity, segment)
    const path = segments.join('').replaceAll(/:(\w+)/g, '{$1}')
    return methods
      .split(', ')
      .filter((method) => method && method !== 'HEAD' && method !== '-')
      .map((method) => `${method} ${path}`)
  })
}

test('the document is OpenAPI 3.1 and lists every route that is served', async () => {
  await using clone = await cloneDatabase(inject('postgres'))
  await using api = await runningApi(clone.url)
  const { status, body } = await api.ask('/openapi.json')
  expect([status, body.openapi]).toEqual([200, expect.stringMatching(/^3\.1\./)])
  const listed = (await operationsOf(api.url)).map(({ method, path }) => `${method} ${path}`)
  expect([...listed, 'GET /openapi.json'].toSorted()).toEqual(served(api.app.printRoutes()).toSorted())
  expect(listed.toSorted()).toEqual([
    'GET /health/live',
    'GET /health/ready',
    'GET /v1/applications',
    'GET /v1/applications/{id}',
    'GET /v1/applications/{id}/history',
    'GET /v1/companies/{companyId}/funnel',
    'GET /v1/companies/{companyId}/today',
    'GET /v1/me',
    'GET /v1/meta/webhook',
    'GET /v1/onboarding/cases',
    'GET /v1/openings',
    'GET /v1/openings/{id}',
    'POST /v1/applications',
    'POST /v1/applications/{id}/advance',
    'POST /v1/applications/{id}/outcome',
    'POST /v1/applications/{id}/retract',
    'POST /v1/meta/webhook',
  ])
})
