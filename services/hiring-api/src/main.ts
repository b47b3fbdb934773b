import { listen } from '@baltra/sdk/infra/http'
import { getSettings } from '@baltra/sdk/shared/config'
import { gracefulShutdown, runMain } from '@baltra/sdk/shared/process'
import { openTelemetry } from '@baltra/sdk/shared/tracing'
import { compose } from './compose.ts'
import { HiringApiSettings } from './config.ts'

runMain('hiring-api', async () => {
  const settings = getSettings(HiringApiSettings)
  const api = await compose(settings, settings.BALTRA_TRACING ? { spans: await openTelemetry() } : {})
  gracefulShutdown({
    logger: api.logger,
    steps: [{ name: 'hiring-api', run: () => api[Symbol.asyncDispose]() }],
  })
  const address = await listen(api.app, {
    port: settings.HIRING_PORT,
    host: settings.HIRING_HOST,
    variable: 'HIRING_PORT',
  })
  api.logger.info({ address }, 'listening')
})
