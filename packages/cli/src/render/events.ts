import type { StoredEvent } from '@baltra/sdk'
import { printable } from './printable.ts'
import { table } from './table.ts'

/** Without the data, which may be about people. */
export const eventsText = (events: readonly StoredEvent[]): string =>
  events.length === 0
    ? 'There are no events.\n'
    : table(
        ['position', 'recorded', 'company', 'stream', 'version', 'type'],
        events.map((event) => ({
          position: event.position,
          recorded: event.recordedAt.toISOString(),
          company: event.companyId,
          stream: event.stream,
          version: event.version,
          type: event.type,
        })),
      )

/** One that comes after the table: as wide as it is. */
export const eventLine = ({ position, recordedAt, companyId, stream, version, type }: StoredEvent): string =>
  `${printable([position, recordedAt.toISOString(), companyId, stream, version, type].join('  '))}\n`

export const streamText = (events: readonly StoredEvent[]): string =>
  table(
    ['company', 'version', 'at', 'type', 'schema', 'by', 'reason', 'id'],
    events.map((event) => ({
      company: event.companyId,
      version: event.version,
      at: event.at.toISOString(),
      type: event.type,
      schema: event.schemaVersion,
      by: `${event.actor.kind} ${event.actor.id}`,
      reason: event.reason === undefined ? '-' : 'given',
      id: event.id,
    })),
  )
