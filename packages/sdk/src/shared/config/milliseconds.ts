import { z } from 'zod'

/** A duration in whole milliseconds. Timers can't hold more than 2^31 - 1, about 24 days. */
export const milliseconds = () =>
  z
    .string()
    .regex(/^\d{1,10}$/, { error: 'must be a whole number of milliseconds', abort: true })
    .transform(Number)
    .pipe(z.int().max(2 ** 31 - 1, 'must be at most 2147483647 milliseconds'))
