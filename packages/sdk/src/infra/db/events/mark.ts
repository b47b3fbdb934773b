import type { Database } from '../database.ts'

/**
 * A moment of the store: which transactions had been committed, told by a snapshot of the server, and what bounds the
 * search for those that come to be seen later. These are either among the ones that were open (`snapshot` names them, and
 * those without a name have numbers from its xmax up to `ceiling`), or they have a number from `ceiling` on and positions
 * above `floor`: the sequence is read before the next transaction number is, and nobody draws a position before he has a
 * number. Nothing that is visible in the snapshot is above `top`, which is read after it.
 */
export interface Mark {
  /** The start of the server whose transaction numbers are meant. */
  readonly epoch: string
  /** Where this epoch begins: what stands up to here was written in earlier ones. */
  readonly base: string
  readonly snapshot: string
  readonly ceiling: string
  readonly floor: string
  readonly top: string
}

/** Of somebody who has seen nothing. */
export const beginning: Mark = { epoch: '-infinity', base: '0', snapshot: '1:1:', ceiling: '0', floor: '0', top: '0' }

const take = 'select epoch::text, base::text, snapshot::text, ceiling::text, floor::text, top::text from events.mark()'

/** All rows of other epochs are done with as soon as the server has started: the newest of them is where this one begins. */
const begin = `
  insert into events.epochs (epoch, base)
  select pg_postmaster_start_time(), coalesce((
    select position from events.events where epoch <> pg_postmaster_start_time() order by position desc limit 1), 0)
  on conflict do nothing`

/** The present moment. */
export const takeMark = async (database: Database): Promise<Mark> => {
  const [mark] = await database.query<Omit<Mark, 'base'> & { readonly base: string | null }>(take, [], 'baltra_mark')
  const { base, ...rest } = mark!
  if (base !== null) return { ...rest, base }
  await database.query(begin)
  return takeMark(database)
}
