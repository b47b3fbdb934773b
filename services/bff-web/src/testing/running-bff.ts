import type { Environment } from '@baltra/sdk/shared/config'
import { logger } from '@baltra/sdk/shared/logging'
import { compose, type Overrides } from '../compose.ts'
import { settingsFor } from './settings-for.ts'

export interface RunningBff extends AsyncDisposable {
  readonly url: string
}

/** The whole service on a free port of loopback, in front of that hiring-api; silent unless told otherwise. */
export const runningBff = async (
  hiring: { readonly url: string },
  environment: Environment = {},
  overrides: Overrides = {},
): Promise<RunningBff> => {
  const log = logger({ service: 'bff-web', level: 'silent' })
  const app = await compose(settingsFor(hiring, environment), { log, ...overrides })
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  return { url, [Symbol.asyncDispose]: () => app.close() }
}
