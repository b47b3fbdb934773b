import type { Call, CompanyId } from '../../../seedwork/call.ts'
import type { NewEvent, PastEvent, StoredEvent, StreamName } from '../../../seedwork/event-store.ts'

/** The column `event`. What is the same for most events is left out. */
interface Fact {
  readonly id: string
  readonly type: string
  /** Of the data; left out when it is 1. */
  readonly v?: number
  readonly at: string
  readonly reason?: string
  readonly data: unknown
}

/** The column `origin`. */
type Origin = Pick<Call, 'actor' | 'correlationId' | 'causationId' | 'traceparent'>

export const factOf = ({ id, type, schemaVersion, at, reason, data }: NewEvent): string =>
  JSON.stringify({
    id,
    type,
    ...(schemaVersion === 1 ? {} : { v: schemaVersion }),
    at: at.toISOString(),
    ...(reason === undefined ? {} : { reason }),
    data,
  } satisfies Fact)

export const originOf = ({ actor, correlationId, causationId, traceparent }: Call): string =>
  JSON.stringify({ actor, correlationId, causationId, traceparent } satisfies Record<keyof Origin, unknown>)

/** The facts of a stream as the database puts them together, with a comma between two. The first has the version `from`. */
export const pastEvents = (stream: StreamName, facts: string, from: number): readonly PastEvent[] =>
  (JSON.parse(`[${facts}]`) as Fact[]).map((fact, index) => pastEvent(stream, from + index, fact))

const pastEvent = (stream: StreamName, version: number, { id, type, v = 1, at, reason, data }: Fact): PastEvent => ({
  stream,
  version,
  id,
  type,
  schemaVersion: v,
  at: new Date(at),
  data,
  ...(reason === undefined ? {} : { reason }),
})

/** The columns of an event, as texts. The instant is told in milliseconds. */
export const eventColumns = `position, company_id, stream, version, date_part('epoch', recorded_at) * 1000, event, origin`

export const storedEvent = ([
  position,
  companyId,
  stream,
  version,
  recorded,
  fact,
  origin,
]: readonly string[]): StoredEvent => ({
  ...pastEvent(stream as StreamName, Number(version), JSON.parse(fact!) as Fact),
  companyId: companyId as CompanyId,
  position: Number(position),
  recordedAt: new Date(Number(recorded)),
  ...(JSON.parse(origin!) as Origin),
})
