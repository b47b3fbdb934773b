import type { Application } from '../../src/domain/application.ts'
import type { View } from '../routing/view.ts'
import type { ApplicationsQuestion } from '../server/bff.ts'

/** What the server is asked for, so that exactly the rows come back that a number counted. */
export const questionOf = ({ opening, metric, stage, outcome }: View): ApplicationsQuestion => {
  if (metric === 'reached') return { openingId: opening, reached: stage }
  if (metric === 'active') return { openingId: opening, stage, outcome: 'active' }
  if (metric === 'outcome') return { openingId: opening, outcome }
  return { openingId: opening }
}

/** What the server cannot be asked for: the day in the company's zone, and the source. */
export const isCounted =
  ({ on, source }: Pick<View, 'on' | 'source'>, dayOf: (instant: string) => string) =>
  (application: Application): boolean =>
    (on === undefined || dayOf(application.appliedAt) === on) &&
    (source === undefined || application.source?.channel === source)

/** Rows come newest first: from the first one before the day on, none of the day can follow. */
export const isPast =
  ({ on }: Pick<View, 'on'>, dayOf: (instant: string) => string) =>
  (application: Application): boolean =>
    on !== undefined && dayOf(application.appliedAt) < on

export const isFound = (query: string) => {
  const words = plain(query).split(/\s+/).filter(Boolean)
  const digits = query.replace(/\D/g, '')
  return ({ candidate: { name, phone } }: Application): boolean =>
    words.every((word) => plain(name).includes(word)) ||
    (digits.length > 2 && (phone ?? '').replace(/\D/g, '').includes(digits))
}

// People leave accents out when they search.
const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
