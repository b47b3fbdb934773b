import { fileURLToPath } from 'node:url'
import { port, secret } from '@baltra/sdk/shared/config'
import { z } from 'zod'

const home = fileURLToPath(new URL('../../../.baltra', import.meta.url))

export const StackSettings = z.object({
  BALTRA_HOME: z.string().default(home).describe('where data, logs and demo.json live'),
  BALTRA_DATABASE_URL: secret().optional().describe('a PostgreSQL of yours instead of the embedded one'),
  BALTRA_POSTGRES_PORT: port().default(54_329),
  HIRING_PORT: port().default(5002),
  BFF_PORT: port().default(5001),
  GRAPH_PORT: port().default(5010),
})
export type StackSettings = Readonly<z.output<typeof StackSettings>>
