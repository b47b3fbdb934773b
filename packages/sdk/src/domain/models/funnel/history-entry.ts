import { z } from 'zod'

/** One fact of an application's life. `recordedAt` is later than `occurredAt` when we learned of it late. */
export const HistoryEntry = z.object({
  type: z.string(),
  occurredAt: z.iso.datetime(),
  recordedAt: z.iso.datetime(),
  actor: z.object({ kind: z.enum(['key', 'consumer', 'system']), id: z.string() }),
  reason: z.string().optional(),
  data: z.record(z.string(), z.unknown()),
})
export type HistoryEntry = z.output<typeof HistoryEntry>
