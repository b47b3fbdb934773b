import type { GraphError } from './graph-error.ts'

/**
 * What an error of the Graph API is about. A throttle names the bucket that is empty after the dot.
 * `network` and `protocol` are no answers of Graph's: none came, or one that is not JSON.
 */
export type GraphCategory =
  | 'network'
  | 'protocol'
  | `rateLimit.${'app' | 'user' | 'page' | 'adAccount' | 'leads' | 'whatsapp' | 'other'}`
  | `rateLimit.${'mutationBurst' | 'objectQuota' | 'abuse'}`
  | 'auth'
  | 'termsNotAccepted'
  | 'permission'
  | 'notFoundOrNoAccess'
  | 'policyBlock'
  | 'tooMuchData'
  | 'badQuery'
  | 'transient'
  | 'validation'
  | 'unknown'

export interface Classification {
  readonly category: GraphCategory
  /** Whether the same query may succeed later. */
  readonly retryable: boolean
  /** How long the bucket is known to stay empty, when Meta's headers say nothing. */
  readonly waitMs?: number
}

/** By code, never by status or type: Meta throttles with 400 or 403, and calls nearly everything `OAuthException`. */
export const classify = (error: GraphError, status: number): Classification => {
  const row = table.find(({ matches }) => matches(error, status))
  if (row) return row
  return status >= 500 ? { category: 'transient', retryable: true } : { category: 'unknown', retryable: false }
}

interface Row extends Classification {
  readonly matches: (error: GraphError, status: number) => boolean
}

/** `code` or `code/subcode`. */
const is =
  (...keys: readonly string[]): Row['matches'] =>
  ({ code, subcode }) =>
    keys.includes(`${code}`) || keys.includes(`${code}/${subcode}`)

const says =
  (wanted: number, fragment: RegExp): Row['matches'] =>
  ({ code, message }) =>
    code === wanted && fragment.test(message)

const codeBetween =
  (first: number, last: number): Row['matches'] =>
  ({ code }) =>
    code !== undefined && code >= first && code <= last

const later = true
const never = false
const oneHour = 3_600_000

const row = (category: GraphCategory, retryable: boolean, matches: Row['matches'], waitMs?: number): Row => ({
  category,
  retryable,
  matches,
  ...(waitMs !== undefined && { waitMs }),
})

/** The first match wins. Codes as published by Meta and as seen by its clients. */
const table: readonly Row[] = [
  row('rateLimit.app', later, is('4', '341')),
  // The account's spending limit was changed ten times today.
  row('rateLimit.user', never, is('17/1885172')),
  row('rateLimit.user', later, is('17')),
  row('rateLimit.page', later, is('32', '80001')),
  row('rateLimit.adAccount', later, is('80000', '80003', '80004', '80014', '613/1487742')),
  row('rateLimit.leads', later, is('80005')),
  row('rateLimit.whatsapp', later, is('80007', '80008', '130429', '131056', '133016')),
  row('rateLimit.other', later, is('80002', '80006', '80009')),
  row('rateLimit.mutationBurst', later, is('613/5044001'), 1000),
  // An ad set's budget was changed four times in an hour, which blocks it for one.
  row('rateLimit.objectQuota', later, is('613/1487632'), oneHour),
  row('rateLimit.objectQuota', never, is('613/1487225')),
  row('rateLimit.abuse', never, ({ code, subcode }) => code === 613 && subcode === undefined),
  row('rateLimit.other', later, (_error, status) => status === 429),
  row('auth', never, is('190', '102', '104', '0')),
  // The generic code: the message is the only thing that tells.
  row('auth', never, says(100, /appsecret_proof/)),
  row('termsNotAccepted', never, is('200/1870034', '200/1870090', '1870090', '1870092')),
  row('permission', never, is('3', '10', '294', '100/3191001', '2654/1713092')),
  row('permission', never, codeBetween(200, 299)),
  row('notFoundOrNoAccess', never, is('100/33')),
  row('policyBlock', never, is('368', '1404078', '1404163', '2859015', '131031')),
  row('tooMuchData', never, is('100/1487534', '-3/1504045', '100/1504018', '2/1504038')),
  row('tooMuchData', never, says(1, /reduce the amount of data/i)),
  // These look transient, some even say so, and fail the same way each time.
  row('badQuery', never, is('2/1504041', '2/1504042', '1/99')),
  row('transient', later, ({ isTransient }) => isTransient),
  row('transient', later, is('1', '2', '-2/2490547', '5000', '3910001', '131000', '131016', '133004')),
  row('validation', never, is('100', '2500', '2606', '2607', '2615')),
  row('validation', never, codeBetween(1_000_000, Infinity)),
]
