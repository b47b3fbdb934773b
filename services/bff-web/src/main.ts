import { listen } from '@baltra/sdk/infra/http'
import { getSettings } from '@baltra/sdk/shared/config'
import { compose } from './compose.ts'
import { Settings } from './config.ts'

const start = async (): Promise<void> => {
  const settings = getSettings(Settings)
  const app = await compose(settings)
  // Closing drains first: what is under way is answered, and nothing new is taken.
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void app.close())
  await listen(app, { host: settings.BFF_HOST, port: settings.BFF_PORT, variable: 'BFF_PORT' })
}

start().catch((error: unknown) => {
  process.stderr.write(`bff-web can not start: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
})
