import { getSettings, type Environment } from '@baltra/sdk/shared/config'
import { Settings } from '../config.ts'

/** Settings as the environment would give them, in front of that hiring-api. */
export const settingsFor = (hiring: { readonly url: string }, environment: Environment = {}): Settings =>
  getSettings(Settings, { HIRING_SERVICE_URL: hiring.url, BFF_HTTP_TIMEOUT: '300', ...environment })
