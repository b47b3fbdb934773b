import { getSettings } from '@baltra/sdk/shared/config'
import { gracefulShutdown, runMain } from '@baltra/sdk/shared/process'
import { openTelemetry } from '@baltra/sdk/shared/tracing'
import { compose } from './compose.ts'
import { HiringWorkerSettings } from './config.ts'

runMain('hiring-worker', async () => {
  const settings = getSettings(HiringWorkerSettings)
  const worker = compose(settings, settings.BALTRA_TRACING ? { spans: await openTelemetry() } : {})
  const stop = new AbortController()
  const work = worker.run(stop.signal)
  const drain = (): Promise<void> => {
    stop.abort()
    return work
  }
  gracefulShutdown({ logger: worker.logger, steps: [{ name: 'hiring-worker', run: drain }] })
  worker.logger.info('working')
  await work
})
