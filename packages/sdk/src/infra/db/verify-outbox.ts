import type { CompanyId } from '../../seedwork/call.ts'
import type { Database } from './database.ts'
import { laneFaults, type LaneFaults } from './lane-faults.ts'
import { shards } from './outbox-shards.ts'
import { withSnapshot } from './snapshot.ts'

export interface FaultyLane extends LaneFaults {
  readonly companyId: CompanyId
  readonly topic: string
  readonly key: string
  /** The last number that was handed out; 0 when none ever was. */
  readonly last: number
  /** How many rows wait. */
  readonly waiting: number
}

export interface OutboxVerdict {
  /** What was looked at. */
  readonly messages: number
  readonly lanes: number
  /** Empty when every lane is whole. */
  readonly faults: readonly FaultyLane[]
}

export interface VerifyOutboxOptions {
  /** Told after each part. */
  readonly onProgress?: (progress: { readonly part: number; readonly of: number; readonly messages: number }) => void
}

/** Counts by lane; the numbers themselves are only fetched of lanes that can't be whole. */
const lanesOfShard = `
  with numbers as (
    select company_id, topic, key, sequence, count(*) as copies from messaging.outbox where shard = $1
    group by company_id, topic, key, sequence
  ), lanes as (
    select company_id, topic, key, sum(copies) as waiting, count(*) as different, min(sequence) as first, max(sequence) as final
    from numbers group by company_id, topic, key
  ), checked as (
    select l.*, coalesce(k.last, 0) as last,
      l.final is distinct from k.last or l.first <> l.final - l.different + 1 or l.waiting <> l.different as faulty
    from lanes l left join messaging.key_sequences k using (company_id, topic, key)
  )
  select null::uuid as company_id, null as topic, null as key, sum(waiting)::float8 as waiting, count(*)::float8 as lanes,
    null::float8 as last, null::float8[] as numbers
  from checked
  union all
  select company_id, topic, key, waiting::float8, null, last::float8,
    array(select o.sequence::float8 from messaging.outbox o where o.shard = $1 and o.company_id = c.company_id
      and o.topic = c.topic and o.key = c.key order by o.sequence)
  from checked c where faulty`

interface LaneRow {
  readonly company_id: CompanyId
  readonly topic: string
  readonly key: string
  readonly waiting: number
  readonly last: number
  readonly numbers: readonly number[]
}

interface SumRow {
  readonly company_id: null
  readonly waiting: number | null
  readonly lanes: number
}

/**
 * Proves that no lane of the outbox has a hole or a double: the rows that wait are exactly the last numbers that were handed
 * out, since a lane is sent from its front and without a gap. As of one moment, so that writers and relays may go on; needs
 * `baltra_system`. Goes through a sixteenth of the table at a time. Its snapshot keeps the server from cleaning up for as long
 * as it takes: two to three seconds for each million rows.
 *
 * What it can't see: a row that was deleted by hand from the very front of its lane, or together with all of its lane, looks
 * like one that was sent.
 */
export const verifyOutbox = (
  { database }: { readonly database: Database },
  { onProgress = () => undefined }: VerifyOutboxOptions = {},
): Promise<OutboxVerdict> =>
  withSnapshot({ database }, async (snapshot) => {
    let messages = 0
    let lanes = 0
    const faults: FaultyLane[] = []
    for (let shard = 0; shard < shards; shard += 1) {
      const rows = await snapshot.query<LaneRow | SumRow>(lanesOfShard, [shard])
      for (const row of rows) {
        if (row.company_id === null) {
          messages += row.waiting ?? 0
          lanes += row.lanes
        } else faults.push(faultyLane(row))
      }
      onProgress({ part: shard + 1, of: shards, messages })
    }
    return { messages, lanes, faults }
  })

const faultyLane = ({ company_id: companyId, topic, key, last, waiting, numbers }: LaneRow): FaultyLane => ({
  companyId,
  topic,
  key,
  last,
  waiting,
  ...laneFaults(numbers, last),
})
