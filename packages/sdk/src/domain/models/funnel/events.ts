import { z } from 'zod'
import { defineEvent, type EventOf } from '../../../seedwork/domain-event.ts'
import { typedId } from '../../../seedwork/typed-id.ts'
import { FinalOutcome } from './outcome.ts'
import { Source } from './source.ts'
import { StageKind } from './stage-kind.ts'

export { isAtOrAfter, StageKind } from './stage-kind.ts'

/** Where the funnel publishes its facts, and where it takes commands from. */
export const FUNNEL_EVENTS = 'eventos.embudo'
export const FUNNEL_COMMANDS = 'comandos.embudo'

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

/** Somebody is in the funnel, at its entry for this source. */
export const Applied = defineEvent(
  'funnel.applied',
  z.object({ ...subject, attempt: z.int().positive(), stage: StageRef, source: Source }),
)

/** `country` is the opening's, so that whoever prepares the first day needs to ask nobody. */
export const StageEntered = defineEvent(
  'funnel.stage_entered',
  z.object({ ...subject, country: z.string().length(2), from: StageRef, to: StageRef, via: Via }),
)

/** The last move was a mistake: it counts as if it had not been made. */
export const MoveRetracted = defineEvent(
  'funnel.move_retracted',
  z.object({ ...subject, from: StageRef, to: StageRef }),
)

export const OutcomeSet = defineEvent('funnel.outcome_set', z.object({ ...subject, outcome: FinalOutcome }))

export const funnelEvents = [Applied, StageEntered, MoveRetracted, OutcomeSet] as const
export type FunnelEvent = EventOf<(typeof funnelEvents)[number]>
