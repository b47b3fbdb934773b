import { join } from 'node:path'
import { getSettings } from '@baltra/sdk/shared/config'
import { runMain } from '@baltra/sdk/shared/process'
import { StackSettings } from './config.ts'
import { startStack } from './stack.ts'
import { untilToldToStop } from './until-told-to-stop.ts'
import { welcome } from './welcome.ts'

const say = (message: string): void => void process.stdout.write(`${message}\n`)

runMain('stack', async () => {
  const settings = getSettings(StackSettings)
  const told = untilToldToStop()
  const parts = new AsyncDisposableStack()
  try {
    const stack = await startStack(settings, parts, (message) => say(`· ${message}`))
    say(welcome(stack.demo, { demoFile: join(settings.BALTRA_HOME, 'demo.json') }))
    const reason = await Promise.race([told, stack.died])
    if (reason !== undefined) throw new Error(reason)
    say('· stopping')
  } finally {
    await parts.disposeAsync()
  }
  process.exit(0)
})
