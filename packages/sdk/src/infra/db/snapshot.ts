import type { Anchor, Database } from './database.ts'
import { failureOf } from './pg-failure.ts'

export type Snapshot = Pick<Anchor, 'query'>

/**
 * Reads as of one moment, for all companies that the role may see: all answers agree with each other, however long it takes
 * and whatever is written meanwhile. On a connection of its own, so that the pool keeps its connections.
 */
export const withSnapshot = async <Result>(
  { database }: { readonly database: Database },
  read: (snapshot: Snapshot) => Promise<Result>,
): Promise<Result> => {
  await using anchor = await database.anchor()
  try {
    await anchor.query('begin isolation level repeatable read read only')
    return await read(anchor)
  } catch (error) {
    throw failureOf(error)
  }
}
