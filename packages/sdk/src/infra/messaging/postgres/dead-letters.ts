import type { CompanyId } from '../../../seedwork/call.ts'
import { Failure } from '../../../seedwork/failure.ts'
import { deliveriesBell, type Engine } from './config.ts'

/** One failed attempt. */
export interface AttemptError {
  /** When, as ISO 8601 in UTC. */
  readonly at: string
  readonly code: string
  readonly kind: string
  readonly message: string
}

/** A message that one consumer could not handle. It keeps its place: later messages of its lane wait behind it. */
export interface DeadLetter {
  /** Of this consumer's copy: a message that two consumers gave up on is two dead letters. */
  readonly id: string
  readonly consumer: string
  readonly companyId: CompanyId
  readonly topic: string
  readonly key: string
  readonly parkedAt: Date
  /** Attempts begun and ended since it was sent or last replayed. The difference are those that killed their process. */
  readonly started: number
  readonly finished: number
  /** Of all attempts, also those before a replay; the oldest first. */
  readonly errors: readonly AttemptError[]
  /** How many later messages of its lane wait behind it. */
  readonly behind: number
  /** As it came, or as it was edited. It may hold personal data. */
  readonly message: unknown
}

export interface DeadLetterQuery {
  readonly consumer?: string
  readonly companyId?: CompanyId
  /** The most to give. */
  readonly limit: number
  /** Only those after this id: the last one of the page before. */
  readonly after?: string
}

/**
 * What a person can do about dead letters. `replay`, `edit` and `discard` act on a letter that is parked at that moment, or
 * reject and change nothing: with `not_found` (`messaging.no_dead_letter`) when there is none of that id, be it that it was
 * handled or discarded since; with `conflict` (`messaging.not_parked`) when it is no dead letter, or no longer.
 */
export interface DeadLetters {
  /** In the order of their ids, which is that of their sending. */
  list(query: DeadLetterQuery): Promise<readonly DeadLetter[]>

  /** Rejects as above when it is not parked. */
  show(id: string): Promise<DeadLetter>

  /**
   * It is tried again, at once and with the whole patience of a new message; its errors are kept. Later messages of its lane
   * still wait, and then follow in their order. When it fails for good it is parked again under the same id.
   */
  replay(id: string): Promise<void>

  /**
   * Replaces the `data` of its message and nothing else: it stays parked until it is replayed, under the same message id, so
   * that a consumer whose inbox knows that id still takes it for handled. The former data is not kept. Other consumers' copies
   * stay as they are. Rejects with `invalid` (`messaging.data_not_json`) for what can't be stored as JSON.
   */
  edit(id: string, data: unknown): Promise<void>

  /** Deletes it, for this consumer, for good. Later messages of its lane go on without it. */
  discard(id: string): Promise<void>
}

const columns = `
  id, consumer, company_id, topic, key, parked_at, started, finished, errors,
  (select count(*)::int from messaging.deliveries later
   where later.consumer = d.consumer and later.company_id = d.company_id and later.topic = d.topic and later.key = d.key
     and later.waits = 2)
  + (select count(*)::int from messaging.deliveries later
     where later.consumer = d.consumer and later.company_id = d.company_id and later.topic = d.topic and later.key = d.key
       and later.waits = 0 and later.id > d.id) as behind,
  message`

const list = `
  select ${columns} from messaging.deliveries d
  where parked_at is not null and ($1::text is null or consumer = $1) and ($2::uuid is null or company_id = $2)
    and ($3::bigint is null or id > $3)
  order by id limit $4`

const show = `select ${columns} from messaging.deliveries d where id = $1 and parked_at is not null`

const replay = `
  update messaging.deliveries set parked_at = null, available_at = now(), started = 0, finished = 0
  where id = $1 and parked_at is not null returning id`

const edit = `
  update messaging.deliveries set message = jsonb_set(message::jsonb, '{data}', $2::jsonb)::json
  where id = $1 and parked_at is not null returning id`

const discard = 'delete from messaging.deliveries where id = $1 and parked_at is not null returning id'

interface Row {
  readonly id: string
  readonly consumer: string
  readonly company_id: CompanyId
  readonly topic: string
  readonly key: string
  readonly parked_at: Date
  readonly started: number
  readonly finished: number
  readonly errors: readonly AttemptError[]
  readonly behind: number
  readonly message: unknown
}

/** The dead letters of the Postgres transport, for a database under the role `baltra_system`. */
export const deadLetters = ({ engine }: { readonly engine: Engine }): DeadLetters => {
  /** Why there was nothing to act on. */
  const refusal = async (id: string): Promise<Failure> => {
    const [known] = await engine.query('select from messaging.deliveries where id = $1', [id])
    return known ? notParked(id) : unknown(id)
  }
  const act = async (statement: string, id: string, ...values: readonly unknown[]): Promise<void> => {
    const changed = await engine.query(statement, [checked(id), ...values])
    if (changed.length === 0) throw await refusal(id)
    engine.bell(deliveriesBell).ring()
  }
  return {
    async list({ consumer, companyId, limit, after }) {
      const rows = await engine.query<Row>(list, [consumer ?? null, companyId ?? null, after ?? null, limit])
      return rows.map(letterOf)
    },
    async show(id) {
      const [row] = await engine.query<Row>(show, [checked(id)])
      if (!row) throw await refusal(id)
      return letterOf(row)
    },
    replay: (id) => act(replay, id),
    edit: async (id, data) => act(edit, id, storable(data)),
    discard: (id) => act(discard, id),
  }
}

const letterOf = ({
  id,
  consumer,
  company_id: companyId,
  topic,
  key,
  parked_at: parkedAt,
  ...rest
}: Row): DeadLetter => ({
  id,
  consumer,
  companyId,
  topic,
  key,
  parkedAt,
  ...rest,
})

const greatestId = 2n ** 63n - 1n

/** What is no number that the table could have given is nobody's id. */
const checked = (id: string): string => {
  if (!/^[1-9]\d{0,18}$/.test(id) || BigInt(id) > greatestId) throw unknown(id)
  return id
}

/** As the text that the column takes. Postgres can't store NUL, which JSON can spell. */
const storable = (data: unknown): string => {
  const json = JSON.stringify(data, (key, value: unknown) => {
    if (!isStorable(key) || (typeof value === 'string' && !isStorable(value))) throw notJson()
    return value
  }) as string | undefined
  if (json === undefined) throw notJson()
  return json
}

const isStorable = (text: string): boolean => !text.includes('\0') && text.isWellFormed()

const unknown = (id: string): Failure =>
  new Failure('not_found', 'messaging.no_dead_letter', `there is no dead letter ${id}`, { details: { id } })

const notParked = (id: string): Failure =>
  new Failure('conflict', 'messaging.not_parked', `${id} is no dead letter: it waits to be handled, or is in hand`, {
    details: { id },
  })

const notJson = (): Failure =>
  new Failure('invalid', 'messaging.data_not_json', 'the data must be JSON without NUL characters and broken Unicode')
