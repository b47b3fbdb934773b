import type { LeadSource } from '@baltra/sdk/domain/ports/funnel'
import { getSettings } from '@baltra/sdk/shared/config'
import { logger } from '@baltra/sdk/shared/logging'
import { compose } from '../src/compose.ts'
import { HiringWorkerSettings } from '../src/config.ts'

/** The whole worker over that database, with leads from `source`; stopped by leaving it, as SIGTERM does. */
export const runningWorker = (databaseUrl: string, source: LeadSource) => {
  const lines: Record<string, unknown>[] = []
  const destination = { write: (line: string) => lines.push(JSON.parse(line) as Record<string, unknown>) }
  const settings = getSettings(HiringWorkerSettings, {
    BALTRA_DATABASE_URL: databaseUrl,
    META_ACCESS_TOKEN: 'token',
    META_APP_SECRET: 'secret',
  })
  const stop = new AbortController()
  const worker = compose(settings, { logger: logger({ service: 'hiring-worker', destination }), source })
  const work = worker.run(stop.signal)
  return {
    lines,
    async [Symbol.asyncDispose]() {
      stop.abort()
      await work
    },
  }
}
