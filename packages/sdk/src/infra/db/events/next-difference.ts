import { Failure } from '../../../seedwork/failure.ts'
import type { Database } from '../database.ts'
import { beginning, takeMark } from './mark.ts'
import type { Difference, Progress } from './progress.ts'

/** What is to be read next: the rest of a difference that was begun, or what has come since the last one. */
export const nextDifference = async (database: Database, { seen, within, witness }: Progress): Promise<Difference> => {
  if (within) return { since: seen, until: within.until, above: within.above }
  const until = await takeMark(database)
  if (until.epoch === seen.epoch) return { since: seen, until, above: seen.floor }
  if (seen.epoch === beginning.epoch) return { since: seen, until, above: '0' }
  return { since: seen, until, above: await aboveInLaterEpochs(database, { seen, witness }) }
}

/**
 * The server was started anew, or goes on from a copy. A copy of an earlier day gives positions again that the reader knows
 * as others: they are above those that are still there of what it has seen.
 */
const aboveInLaterEpochs = async (
  database: Database,
  { seen, witness }: { readonly seen: Progress['seen']; readonly witness: Progress['witness'] },
): Promise<string> => {
  const [row] = await database.query<{ known: boolean; standing: boolean }>(
    `select exists (select from events.epochs where epoch = $1) as known,
       exists (select from events.events where position = $2 and epoch = $3) as standing`,
    [seen.epoch, witness?.position ?? null, witness?.epoch ?? null],
  )
  const { known, standing } = row!
  if (known) return witness && standing ? String(Math.max(witness.position, Number(seen.base))) : seen.base
  throw new Failure(
    'conflict',
    'events.foreign_checkpoint',
    'the checkpoint is of a history that this store does not have',
  )
}
