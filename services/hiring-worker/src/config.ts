import { flag, milliseconds, secret } from '@baltra/sdk/shared/config'
import { z } from 'zod'

export const HiringWorkerSettings = z.object({
  BALTRA_DATABASE_URL: secret().describe('postgres://user:password@host:port/database'),
  META_GRAPH_URL: z.url().default('https://graph.facebook.com').describe('where leads are read'),
  META_ACCESS_TOKEN: secret().describe('a system user’s token with leads_retrieval'),
  META_APP_SECRET: secret().describe("the Meta app's current secret"),
  META_DEADLINE: milliseconds().default(10_000).describe('for reading one lead, retries included'),
  BALTRA_TRACING: flag()
    .default(false)
    .describe('spans by OpenTelemetry, for whatever SDK the process was started with'),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
})
export type HiringWorkerSettings = Readonly<z.output<typeof HiringWorkerSettings>>
