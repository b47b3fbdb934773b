import { join } from 'node:path'
import { migrate } from '@baltra/sdk/infra/db'
import { embeddedPostgres } from '@baltra/sdk/testing'
import type { StackSettings } from './config.ts'
import { provisionDemo, readDemo, type Demo } from './demo.ts'
import { clearLeftovers, noteRun } from './leftovers.ts'
import { buildPage } from './page.ts'
import { requireFreePorts } from './ports.ts'
import { startService, type ServiceOptions, type ServiceProcess } from './service-process.ts'

export interface Stack {
  readonly demo: Demo
  readonly services: readonly ServiceProcess[]
  /** Resolves with the reason when a part ends that was not told to. */
  readonly died: Promise<string>
}

/** What was started, to be stopped in the opposite order. */
type Parts = AsyncDisposableStack

/**
 * Starts everything in the order of who needs whom and hands what must be stopped to `parts`, also when it fails halfway:
 * the database first, and last to go.
 */
export const startStack = async (
  settings: StackSettings,
  parts: Parts,
  progress: (message: string) => void,
): Promise<Stack> => {
  const { BALTRA_HOME: home, HIRING_PORT, BFF_PORT, GRAPH_PORT } = settings
  await clearLeftovers(home)
  await requireFreePorts([
    { port: HIRING_PORT, variable: 'HIRING_PORT' },
    { port: BFF_PORT, variable: 'BFF_PORT' },
    { port: GRAPH_PORT, variable: 'GRAPH_PORT' },
  ])
  await noteRun(home, {})
  const postgres = await startPostgres(settings, parts, progress)
  progress('bringing the database up to date')
  const applied = await migrate({ url: postgres.url })
  if (applied.length > 0) progress(`applied ${applied.join(', ')}`)
  const demo = await readDemo(settings, postgres.url)
  await provisionDemo(demo)
  await buildPage(progress)
  progress('starting the services')
  const services: ServiceProcess[] = []
  for (const options of servicesOf(demo, settings)) {
    const service = await startService(options)
    parts.defer(() => service.stop())
    services.push(service)
    await noteRun(home, Object.fromEntries(services.map(({ name, pid }) => [name, pid])))
  }
  await Promise.all(services.map((service) => service.ready()))
  return { demo, services, died: Promise.race([postgres.died, ...services.map(({ died }) => died)]) }
}

const startPostgres = async (
  { BALTRA_DATABASE_URL: own, BALTRA_HOME: home, BALTRA_POSTGRES_PORT: port }: StackSettings,
  parts: Parts,
  progress: (message: string) => void,
): Promise<{ url: string; died: Promise<string> }> => {
  if (own) return { url: own.reveal(), died: new Promise(() => undefined) }
  progress('starting PostgreSQL')
  const directory = join(home, 'postgres')
  const postgres = parts.use(await embeddedPostgres({ directory, port, onProgress: progress }))
  return {
    url: postgres.url,
    died: postgres.exited.then(() => `PostgreSQL ended by itself: see ${join(directory, 'postgres.log')}`),
  }
}

const servicesOf = (
  demo: Demo,
  { BALTRA_HOME: home, HIRING_PORT, BFF_PORT, GRAPH_PORT }: StackSettings,
): readonly ServiceOptions[] => {
  const logs = join(home, 'logs')
  const { meta, databaseUrl: BALTRA_DATABASE_URL } = demo
  return [
    {
      name: 'graph',
      main: 'stack/src/graph.ts',
      logs,
      readyUrl: `${demo.graphUrl}/health`,
      environment: {
        GRAPH_PORT: String(GRAPH_PORT),
        GRAPH_STORE: join(home, 'graph.jsonl'),
        GRAPH_WEBHOOK_URL: `${demo.hiringUrl}/v1/meta/webhook`,
        META_APP_SECRET: meta.appSecret,
        META_ACCESS_TOKEN: meta.accessToken,
        META_PAGE_ID: meta.pageId,
        META_FORM_ID: meta.formId,
      },
    },
    {
      name: 'hiring-api',
      main: 'hiring-api/src/main.ts',
      logs,
      readyUrl: `${demo.hiringUrl}/health/ready`,
      environment: {
        HIRING_PORT: String(HIRING_PORT),
        BALTRA_DATABASE_URL,
        META_APP_SECRETS: meta.appSecret,
        META_VERIFY_TOKEN: meta.verifyToken,
      },
    },
    {
      name: 'hiring-worker',
      main: 'hiring-worker/src/main.ts',
      logs,
      environment: {
        BALTRA_DATABASE_URL,
        META_GRAPH_URL: demo.graphUrl,
        META_ACCESS_TOKEN: meta.accessToken,
        META_APP_SECRET: meta.appSecret,
      },
    },
    {
      name: 'bff-web',
      main: 'bff-web/src/main.ts',
      logs,
      readyUrl: `${demo.bffUrl}/health/ready`,
      environment: { BFF_PORT: String(BFF_PORT), HIRING_SERVICE_URL: demo.hiringUrl, BFF_DEVELOPMENT_KEY: demo.apiKey },
    },
  ]
}
