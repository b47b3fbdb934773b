import { flag, port, secret } from '@baltra/sdk/shared/config'
import { z } from 'zod'

export const HiringApiSettings = z.object({
  HIRING_HOST: z.string().default('127.0.0.1').describe('where to listen'),
  HIRING_PORT: port().default(5002).describe('where to listen'),
  BALTRA_DATABASE_URL: secret().describe('postgres://user:password@host:port/database'),
  META_APP_SECRETS: secret().describe(
    "the Meta app's secrets, comma-separated: the new one and, while rotating, the old",
  ),
  META_VERIFY_TOKEN: secret().describe("the word of Meta's webhook handshake"),
  BALTRA_TRACING: flag()
    .default(false)
    .describe('spans by OpenTelemetry, for whatever SDK the process was started with'),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
})
export type HiringApiSettings = Readonly<z.output<typeof HiringApiSettings>>
