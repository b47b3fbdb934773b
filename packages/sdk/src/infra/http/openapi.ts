import { z } from 'zod'
import { Failure } from '../../seedwork/failure.ts'
import type { HttpServer } from './http-server-type.ts'
import type { loadPeers } from './peers.ts'
import { Problem } from './problem.ts'

/**
 * OpenAPI 3.1 at `GET /openapi.json`, made from the schemas that validate. A route says how it is called there, in
 * `schema.operationId`, or that it is left out, by `schema.hide`. Every operation may answer with a problem.
 */
export const openApi = async (
  app: HttpServer,
  { swagger, zodOpenApi }: Pick<Awaited<ReturnType<typeof loadPeers>>, 'swagger' | 'zodOpenApi'>,
  { title, version }: { readonly title: string; readonly version: string },
): Promise<void> => {
  nameOperations(app)
  await app.register(zodOpenApi.fastifyZodOpenApiPlugin)
  await app.register(swagger.default, {
    openapi: { openapi: '3.1.1', info: { title, version }, components: { securitySchemes } },
    transform: zodOpenApi.fastifyZodOpenApiTransform,
    transformObject: (document) => withProblems(zodOpenApi.fastifyZodOpenApiTransformObject(document)),
  })
  app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger())
}

const securitySchemes = { bearer: { type: 'http' as const, scheme: 'bearer', description: 'a key of one company' } }

/** Fails at boot, not when somebody generates a client. */
const nameOperations = (app: HttpServer): void => {
  const routes = new Map<string, string>()
  app.addHook('onRoute', ({ method, url, schema }) => {
    if (schema?.hide || method === 'HEAD') return
    const route = `${String(method)} ${url}`
    const name = schema?.operationId
    if (!name)
      throw new Failure('invalid', 'http.operation_unnamed', `${route} has neither schema.operationId nor schema.hide`)
    const other = routes.get(name)
    if (other) throw new Failure('invalid', 'http.operation_doubled', `${route} and ${other} are both called ${name}`)
    routes.set(name, route)
  })
}

interface Described {
  readonly paths?: Record<string, Record<string, { responses?: Record<string, unknown> }>>
  readonly components?: { readonly schemas?: object }
}

const problemResponse = {
  description: 'A problem (RFC 9457)',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
}

const withProblems = <Document extends object>(document: Document): Document => {
  const { paths = {}, components = {} } = document as Described
  for (const operation of Object.values(paths).flatMap((methods) => Object.values(methods))) {
    operation.responses = { ...operation.responses, default: { $ref: '#/components/responses/Problem' } }
  }
  const schemas = { ...components.schemas, ...z.toJSONSchema(Problem).$defs }
  return { ...document, components: { ...components, schemas, responses: { Problem: problemResponse } } }
}
