import type { Formats } from '../language/formats.ts'
import type { Messages } from '../language/english.ts'
import type { Shown } from '../live/dashboard.tsx'
import type { View } from '../routing/view.ts'

export interface Fact {
  readonly name: string
  readonly value: string
  readonly isAlarm?: boolean
}

/** What a number on the page says about itself. */
export interface Definition {
  readonly title: string
  readonly means: string
  readonly value: number
  readonly facts: readonly Fact[]
  /** Where the very rows are that it counts. */
  readonly rows?: { readonly to: View; readonly says: string } | undefined
}

export interface Asked {
  readonly view: View
  readonly sections: Shown
  readonly t: Messages
  readonly format: Formats
}

/** Undefined when the number is not on the page: its section is away, or its stage does not exist. */
export type Define = (asked: Asked) => Definition | undefined
