import type { Database } from './database.ts'
import { withSnapshot } from './snapshot.ts'

/** What waits in the outbox to be sent. */
export interface OutboxDepth {
  readonly messages: number
  /** Lanes (company, topic, key) with something to send. */
  readonly lanes: number
  /**
   * Seconds since the time that the oldest message says it happened at; `undefined` when nothing waits. Rows have no time of
   * their own, and that one is of the writing process's clock.
   */
  readonly oldestSeconds: number | undefined
}

export interface TopicDepth extends OutboxDepth {
  readonly topic: string
}

/** What one consumer of the Postgres transport has before it. */
export interface ConsumerBacklog {
  readonly consumer: string
  /** Sent to it and in nobody's hands: due now, waiting for its next try, or behind another of its lane. */
  readonly waiting: number
  readonly inHand: number
  /** Dead letters. Each holds its lane until a person decides. */
  readonly parked: number
  /** As in the outbox; dead letters don't count. */
  readonly oldestSeconds: number | undefined
}

/** What waits for its time before it comes into the outbox. */
export interface ScheduledDepth {
  readonly messages: number
  /** Those among them whose time has come. A pump moves them within a second: when it stays above 0, none runs. */
  readonly due: number
  /** When the first of them is due, also one that is due already; `undefined` when none waits. By the database's clock. */
  readonly next: Date | undefined
}

export interface OutboxStatus extends OutboxDepth {
  readonly scheduled: ScheduledDepth
  readonly topics: readonly TopicDepth[]
  readonly consumers: readonly ConsumerBacklog[]
}

/** The oldest is looked for by its place, so that only one message of each topic and shard has to be read. */
const byTopic = `
  with lanes as (
    select shard, topic, company_id, key, count(*) as messages, min(id) as first from messaging.outbox
    group by shard, topic, company_id, key
  ), parts as (
    select shard, topic, sum(messages) as messages, count(*) as lanes, min(first) as first from lanes group by shard, topic
  )
  select p.topic, sum(p.messages)::float8 as messages, sum(p.lanes)::float8 as lanes,
    greatest(0, extract(epoch from clock_timestamp() - min((o.message ->> 'time')::timestamptz)))::float8 as oldest
  from parts p join messaging.outbox o on o.shard = p.shard and o.id = p.first
  group by p.topic order by p.topic`

/** Also the consumers that have nothing to do. */
const byConsumer = `
  with backlogs as (
    select consumer,
      count(*) filter (where owner is null and parked_at is null) as waiting,
      count(*) filter (where owner is not null) as in_hand,
      count(*) filter (where parked_at is not null) as parked,
      min(id) filter (where parked_at is null) as first
    from messaging.deliveries group by consumer
  ), known as (
    select consumer from messaging.subscriptions union select consumer from backlogs
  )
  select known.consumer, coalesce(waiting, 0)::float8 as waiting, coalesce(in_hand, 0)::float8 as in_hand,
    coalesce(b.parked, 0)::float8 as parked,
    case when d.id is not null
      then greatest(0, extract(epoch from clock_timestamp() - (d.message ->> 'time')::timestamptz))::float8 end as oldest
  from known left join backlogs b using (consumer) left join messaging.deliveries d on d.id = b.first
  order by known.consumer`

const ofScheduled = `
  select count(*)::float8 as messages, (count(*) filter (where due_at <= now()))::float8 as due, min(due_at) as next
  from messaging.scheduled`

interface ScheduledRow {
  readonly messages: number
  readonly due: number
  readonly next: Date | null
}

interface TopicRow {
  readonly topic: string
  readonly messages: number
  readonly lanes: number
  readonly oldest: number
}

interface ConsumerRow {
  readonly consumer: string
  readonly waiting: number
  readonly in_hand: number
  readonly parked: number
  readonly oldest: number | null
}

/**
 * How much waits to be sent and to be handled, as of one moment; needs `baltra_system`. Counts every row, so it takes as long
 * as that takes: one to two seconds for a million.
 */
export const outboxStatus = ({ database }: { readonly database: Database }): Promise<OutboxStatus> =>
  withSnapshot({ database }, async (snapshot) => {
    const topics = (await snapshot.query<TopicRow>(byTopic)).map(topicDepth)
    const consumers = (await snapshot.query<ConsumerRow>(byConsumer)).map(backlog)
    const [row] = await snapshot.query<ScheduledRow>(ofScheduled)
    return { ...total(topics), scheduled: { ...row!, next: row!.next ?? undefined }, topics, consumers }
  })

const topicDepth = ({ oldest, ...row }: TopicRow): TopicDepth => ({ ...row, oldestSeconds: oldest })

const backlog = ({ in_hand: inHand, oldest, ...row }: ConsumerRow): ConsumerBacklog => ({
  ...row,
  inHand,
  oldestSeconds: oldest ?? undefined,
})

const total = (topics: readonly TopicDepth[]): OutboxDepth => ({
  messages: topics.reduce((sum, { messages }) => sum + messages, 0),
  lanes: topics.reduce((sum, { lanes }) => sum + lanes, 0),
  oldestSeconds: topics.length === 0 ? undefined : Math.max(...topics.map(({ oldestSeconds = 0 }) => oldestSeconds)),
})
