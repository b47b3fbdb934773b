import type { SideEffect } from './watch-import.ts'

/**
 * What packages that the SDK depends on do while they load, and why that is harmless. The SDK's own modules have no entry here
 * and never get one.
 */
export const KNOWN_EFFECTS: readonly (Pick<SideEffect, 'kind'> & {
  readonly package: string
  readonly what: RegExp
  readonly why: string
})[] = [
  {
    package: 'zod',
    kind: 'global',
    what: /^__zod_global(?:Config|Registry)$/,
    why: 'two copies of zod in one process share their configuration and schema registry there',
  },
  {
    package: 'pg',
    kind: 'environment',
    what: /^process\.env\.(?:USER|USERNAME|NODE_PG_FORCE_NATIVE)$/,
    why: 'the default user name, never used because our connections name theirs, and the switch to the native driver',
  },
  {
    package: 'vitest',
    kind: 'environment',
    what: /^process\.env\.(?:FORCE_COLOR|FORCE_TTY|NODE_ENV|NO_COLOR|TERM)$/,
    why: 'how it writes to the terminal; of all doors the conformance suite alone loads it, within a test run',
  },
  {
    package: 'vitest',
    kind: 'resource',
    what: /^Timeout$/,
    why: 'it keeps the real timers, to have them when a test puts false ones in their place',
  },
  {
    package: 'vitest',
    kind: 'global',
    what: /^Symbol\((?:expect-global|\$\$jest-matchers-object|(?:asymmetric-)?matchers-object)\)$/,
    why: 'two copies of its expect in one process share their matchers there',
  },
]

export function isKnown({ kind, what, by }: SideEffect): boolean {
  return KNOWN_EFFECTS.some(
    (known) =>
      known.kind === kind &&
      known.what.test(what) &&
      (kind === 'global' || by.includes(`/node_modules/${known.package}/`)),
  )
}
