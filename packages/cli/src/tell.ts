import { Failure, type FailureKind } from '@baltra/sdk'
import { ExitCode } from './exit-code.ts'
import { UsageError } from './usage-error.ts'

interface Told {
  /** One line, without a value of the database or a part of its address. */
  readonly text: string
  readonly code: ExitCode
}

/** SQLSTATE codes by which a server says that it can't be worked with (PostgreSQL 18, appendix A), and what to do then. */
const unusable: Readonly<Record<string, string>> = {
  '28000': 'the database does not let this user in',
  '28P01': 'the database refuses the password',
  '3D000': 'the server has no such database',
  '42501': 'the database forbids this user what it takes: migrate makes its own user a member of the roles',
  '42P01': 'the database has not been migrated: run baltra migrate',
  '3F000': 'the database has not been migrated: run baltra migrate',
  // What a start-up option with an unknown role is answered with.
  '22023': 'the database has not been migrated: run baltra migrate',
}

const codes: Readonly<Record<FailureKind, ExitCode>> = {
  invalid: ExitCode.wrongUsage,
  not_found: ExitCode.refused,
  conflict: ExitCode.refused,
  forbidden: ExitCode.refused,
  unavailable: ExitCode.databaseUnavailable,
  unknown: ExitCode.unexpected,
}

/** How an error is told to whoever gave the command. */
export const tell = (error: unknown): Told => {
  if (error instanceof UsageError) return { text: error.message, code: ExitCode.wrongUsage }
  if (Failure.is(error)) return { text: error.message, code: codes[error.kind] }
  const state = codeOf(error)
  const known = Object.hasOwn(unusable, state) ? unusable[state] : undefined
  if (known !== undefined) return { text: known, code: ExitCode.databaseUnavailable }
  // A driver's own text may quote rows and addresses.
  const name = error instanceof Error ? error.name : 'not an error'
  return { text: `unexpected: ${name}${state ? ` ${state}` : ''}`, code: ExitCode.unexpected }
}

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : ''
