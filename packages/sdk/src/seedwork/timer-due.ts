import { z } from 'zod'

/** A timer comes back to its process as a message. */
export const TimerDue = z.object({ process: z.string(), timer: z.string(), setAt: z.int() })
