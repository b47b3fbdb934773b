import { z } from 'zod'

/** What a company's own stages have in common, in this order. */
export const StageKind = z.enum([
  'lead',
  'applied',
  'screened',
  'interview_scheduled',
  'interviewed',
  'offered',
  'accepted',
  'onboarding',
  'started',
  'retained_30',
  'retained_90',
])
export type StageKind = z.output<typeof StageKind>

export const isAtOrAfter = (kind: StageKind, other: StageKind): boolean =>
  StageKind.options.indexOf(kind) >= StageKind.options.indexOf(other)
