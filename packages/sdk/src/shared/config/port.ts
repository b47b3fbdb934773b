import { z } from 'zod'

/** A TCP port. 0 lets the system choose a free one. */
export const port = () =>
  z
    .string()
    .regex(/^\d{1,5}$/, { error: 'must be a port number from 0 to 65535', abort: true })
    .transform(Number)
    .pipe(z.int().max(65_535, 'must be a port number from 0 to 65535'))
