import { z } from 'zod'
import type { EventOf } from '../../../seedwork/domain-event.ts'
import { defineMessage } from '../../../seedwork/message-definition.ts'
import { typedId } from '../../../seedwork/typed-id.ts'
import { FinalOutcome } from './outcome.ts'
import { Source } from './source.ts'
import { StageKind } from './stage-kind.ts'

export { isAtOrAfter, StageKind } from './stage-kind.ts'

export const OpeningId = typedId('OpeningId')
export type OpeningId = z.output<typeof OpeningId>
export const StageId = typedId('StageId')
export type StageId = z.output<typeof StageId>
export const CandidateId = typedId('CandidateId')
export type CandidateId = z.output<typeof CandidateId>
export const ApplicationId = typedId('ApplicationId')
export type ApplicationId = z.output<typeof ApplicationId>

export const StageRef = z.object({ id: StageId, kind: StageKind, name: z.string() })
export type StageRef = z.output<typeof StageRef>

/** How a stage was entered. */
export const Via = z.enum(['advance', 'skip', 'back', 'bulk', 'auto'])
export type Via = z.output<typeof Via>

const subject = { applicationId: ApplicationId, candidateId: CandidateId, openingId: OpeningId }
const published = {
  version: 1,
  topic: 'eventos.embudo',
  key: ({ applicationId }: { readonly applicationId: ApplicationId }) => applicationId,
} as const

/** Somebody is in the funnel, at its entry for this source. */
export const Applied = defineMessage({
  ...published,
  type: 'funnel.applied',
  schema: z.object({ ...subject, attempt: z.int().positive(), stage: StageRef, source: Source }),
})

/** `country` is the opening's, so that whoever prepares the first day needs to ask nobody. */
export const StageEntered = defineMessage({
  ...published,
  type: 'funnel.stage_entered',
  schema: z.object({ ...subject, country: z.string().length(2), from: StageRef, to: StageRef, via: Via }),
})

/** The last move was a mistake: it counts as if it had not been made. */
export const MoveRetracted = defineMessage({
  ...published,
  type: 'funnel.move_retracted',
  schema: z.object({ ...subject, from: StageRef, to: StageRef }),
})

export const OutcomeSet = defineMessage({
  ...published,
  type: 'funnel.outcome_set',
  schema: z.object({ ...subject, outcome: FinalOutcome }),
})

export const funnelEvents = [Applied, StageEntered, MoveRetracted, OutcomeSet] as const
export type FunnelEvent = EventOf<(typeof funnelEvents)[number]>
