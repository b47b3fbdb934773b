import { listen } from '@baltra/sdk/infra/http'
import { getSettings } from '@baltra/sdk/shared/config'
import { logger } from '@baltra/sdk/shared/logging'
import { gracefulShutdown, runMain } from '@baltra/sdk/shared/process'
import { compose } from './compose.ts'
import { Settings } from './config.ts'

runMain('bff-web', async () => {
  const settings = getSettings(Settings)
  const log = logger({ service: 'bff-web', level: settings.BFF_DEBUG ? 'debug' : 'info' })
  const app = await compose(settings, { log })
  // Closing drains first: what is under way is answered, and nothing new is taken.
  gracefulShutdown({ logger: log, steps: [{ name: 'http', run: () => app.close() }] })
  const address = await listen(app, { host: settings.BFF_HOST, port: settings.BFF_PORT, variable: 'BFF_PORT' })
  log.info({ address }, 'listening')
})
