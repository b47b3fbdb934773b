import type { Checkpoint } from '../../../seedwork/event-feed.ts'
import type { Anchor } from '../database.ts'

type Querying = Pick<Anchor, 'query'>

/** How far a reader has come; `undefined` for one that has not begun. */
export const readCheckpoint = async (querying: Querying, reader: string): Promise<Checkpoint | undefined> => {
  const [row] = await querying.query<{ checkpoint: Checkpoint }>(
    'select checkpoint from events.checkpoints where reader = $1',
    [reader],
  )
  return row?.checkpoint
}

export const saveCheckpoint = async (querying: Querying, reader: string, checkpoint: Checkpoint): Promise<void> => {
  await querying.query(
    `insert into events.checkpoints (reader, checkpoint) values ($1, $2)
     on conflict (reader) do update set checkpoint = excluded.checkpoint`,
    [reader, checkpoint],
  )
}
