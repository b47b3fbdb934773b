/** A value and when it was seen to be true (RFC 3339). */
export interface Seen<Data> {
  readonly asOf: string
  readonly data: Data
}

/**
 * One part of the dashboard, which stands or falls by itself.
 * - `ok`: read just now;
 * - `stale`: could not be read; the last good value, true at `asOf`;
 * - `unavailable`: could not be read and none is remembered. It carries no data, so nobody can draw it as zeros.
 */
export type Section<Data> =
  | ({ readonly status: 'ok' } & Seen<Data>)
  | ({ readonly status: 'stale' } & Seen<Data>)
  | { readonly status: 'unavailable'; readonly asOf: null; readonly data: null }

export const ok = <Data>({ asOf, data }: Seen<Data>): Section<Data> => ({ status: 'ok', asOf, data })

export const unavailable: Section<never> = { status: 'unavailable', asOf: null, data: null }

/** What is left to show when a reading failed. */
export const fallback = <Data>(lastGood: Seen<Data> | undefined): Section<Data> =>
  lastGood === undefined ? unavailable : { status: 'stale', asOf: lastGood.asOf, data: lastGood.data }
