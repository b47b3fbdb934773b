import { z } from 'zod'
import { Failure } from '../../seedwork/failure.ts'

const GraphConfig = z.object({
  /** Another one for a simulator or a proxy. */
  baseUrl: z.url({ protocol: /^https?$/, error: 'must be an http(s) address' }).default('https://graph.facebook.com'),
  version: z
    .string()
    .regex(/^v\d+\.\d+$/, 'must look like v26.0')
    .default('v26.0'),
  /** What a header can carry, or the platform's own error would quote it. */
  accessToken: z.string({ error: 'is missing' }).regex(/^[\x21-\x7e]+$/, 'must be printable ASCII, without spaces'),
  appSecret: z.string({ error: 'is missing' }).min(1, 'is empty'),
  /** Milliseconds for a whole call: tries, waits and the answer's body. */
  deadline: z.number().positive('must be above 0').default(10_000),
  attempts: z.int('must be a whole number').positive('must be above 0').default(4),
})

export type GraphOptions = z.input<typeof GraphConfig>
export type GraphConfig = z.output<typeof GraphConfig>

/** Complains about everything that is wrong at once, and repeats no value. */
export const graphConfig = (options: GraphOptions): GraphConfig => {
  const { data, error } = GraphConfig.safeParse(options)
  if (data) return data
  const complaints = error.issues.map(({ path, message }) => `${path.join('.')} ${message}`)
  throw new Failure('invalid', 'meta.bad_config', `the Graph client can't be made: ${complaints.join('; ')}`)
}
