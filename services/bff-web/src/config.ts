import { flag, milliseconds, port, secret } from '@baltra/sdk/shared/config'
import { z } from 'zod'
import { isLoopback } from './infrastructure/http/loopback.ts'

const signInRefused =
  'BFF_DEVELOPMENT_KEY signs everybody in: it needs BFF_HOST to be 127.0.0.1, localhost or ::1, and NODE_ENV not to be production'

export const Settings = z
  .object({
    BFF_HOST: z.string().default('127.0.0.1'),
    BFF_PORT: port().default(5001),
    BFF_DEBUG: flag().default(false),
    BFF_HTTP_TIMEOUT: milliseconds()
      .refine((value) => value > 0, 'must be more than 0')
      .default(2000),
    HIRING_SERVICE_URL: z
      .url({ protocol: /^https?$/, error: 'must be an http(s) address' })
      .default('http://127.0.0.1:5002'),
    BFF_DEVELOPMENT_KEY: secret().optional().describe('for development only: the key that everybody is signed in with'),
    NODE_ENV: z.string().optional(),
  })
  .refine(
    ({ BFF_DEVELOPMENT_KEY: key, BFF_HOST: host, NODE_ENV: mode }) =>
      key === undefined || (isLoopback(host) && mode !== 'production'),
    signInRefused,
  )
export type Settings = Readonly<z.output<typeof Settings>>
