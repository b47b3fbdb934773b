import type { Section } from '../../src/domain/section.ts'
import type { Live } from './use-live.ts'

/** A live answer as a section, so that it has the same five states as the rest. */
export const sectionOf = <Data>({ data, failure, at }: Live<Data>): Section<Data> | undefined => {
  if (data !== undefined && at !== undefined) {
    return { status: failure === undefined ? 'ok' : 'stale', asOf: new Date(at).toISOString(), data }
  }
  return failure === undefined ? undefined : { status: 'unavailable', asOf: null, data: null }
}
