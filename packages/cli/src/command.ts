import type { Database } from '@baltra/sdk/infra/db'
import type { ExitCode } from './exit-code.ts'

export interface Option {
  readonly type: 'string' | 'boolean'
  /** What help calls its value: `<n>`. */
  readonly value?: string
  readonly about: string
}

export type Options = Readonly<Record<string, Option>>

export type Values<Own extends Options> = {
  readonly [Name in keyof Own]: Own[Name]['type'] extends 'boolean' ? boolean : string | undefined
}

/** What every command can use. */
export interface Context {
  /** Whether the answer is for programs. */
  readonly json: boolean
  /** Secret: it holds a password. Rejects the command line when none was given. */
  readonly databaseUrl: () => string
  /** Connections under the role that carries messages; closed by the caller of the command. */
  readonly database: () => Database
  /** The answer: JSON of `value` in one line, or the text that a person reads. */
  readonly answer: (value: unknown, text: () => string) => void
  /** What takes long, on one line that is written over; nothing where nobody watches. */
  readonly progress: (text: string) => void
  /** Throws unless a person agrees, or has by `--yes`. */
  readonly confirm: (question: string, options: { readonly yes: boolean }) => Promise<void>
  /** All of standard input. */
  readonly input: () => Promise<string>
}

export interface Command<Own extends Options = Options> {
  /** `['outbox', 'status']` */
  readonly name: readonly string[]
  /** One line. */
  readonly about: string
  /** What follows the name: `<id>`, or `[<id>]` when it may be left out. At most one. */
  readonly argument?: '<id>' | '[<id>]'
  readonly options: Own
  /** What `--json` prints, and whatever else has to be said. */
  readonly details: string
  run(
    given: { readonly argument: string | undefined; readonly values: Values<Own> },
    context: Context,
  ): Promise<ExitCode>
}

/** Types the values that `run` gets by the options that the command has. */
export const command = <const Own extends Options>(own: Command<Own>): Command => own
