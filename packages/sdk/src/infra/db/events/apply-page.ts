import type { FeedPage } from '../../../seedwork/event-feed.ts'
import type { Anchor } from '../database.ts'
import { saveCheckpoint } from './checkpoints.ts'
import type { Projection, Write } from './projection.ts'

/** A copy's own reader. */
export const readerOf = (projection: Projection, generation: number): string => `${projection.name}#${generation}`

/** Inside a transaction of the anchor: the events of a page become rows of a copy, and its checkpoint moves on with them. */
export const applyPage = async (
  anchor: Anchor,
  projection: Projection,
  generation: number,
  page: FeedPage,
): Promise<void> => {
  await anchor.query(`select set_config('baltra.generation', $1, true)`, [String(generation)])
  const writes: Parameters<Write>[] = []
  for (const event of page.events) projection.apply(event, (...write) => writes.push(write))
  for (const [text, values] of writes) await anchor.query(text, values)
  await saveCheckpoint(anchor, readerOf(projection, generation), page.checkpoint)
}

/** All of `work`, or nothing of it. */
export const inTransaction = async <Result>(anchor: Anchor, work: () => Promise<Result>): Promise<Result> => {
  await anchor.query('begin')
  try {
    const result = await work()
    await anchor.query('commit')
    return result
  } catch (error) {
    await anchor.query('rollback').catch(() => undefined)
    throw error
  }
}
