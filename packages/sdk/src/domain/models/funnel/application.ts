import { AggregateRoot } from '../../../seedwork/aggregate-root.ts'
import { Failure } from '../../../seedwork/failure.ts'
import {
  Applied,
  MoveRetracted,
  OutcomeSet,
  StageEntered,
  type ApplicationId,
  type CandidateId,
  type FunnelEvent,
  type StageRef,
  type Via,
} from './events.ts'
import type { Opening } from './opening.ts'
import type { FinalOutcome, Outcome } from './outcome.ts'
import type { Source } from './source.ts'

/** One stay in a stage. A retracted one was a mistake and counts nowhere. */
export interface StageVisit {
  readonly stage: StageRef
  readonly via: Via
  readonly enteredAt: Date
  readonly retractedAt: Date | undefined
}

export interface ApplicationState {
  readonly id: ApplicationId
  readonly candidateId: CandidateId
  readonly attempt: number
  readonly source: Source
  readonly outcome: Outcome
  readonly appliedAt: Date
  /** In the order of entering; the last that was not retracted is where the application stands. */
  readonly visits: readonly StageVisit[]
}

/** One person's way to one opening. */
export class Application extends AggregateRoot<ApplicationState, FunnelEvent> {
  readonly opening: Opening

  private constructor(state: ApplicationState, version: number, opening: Opening) {
    super(state, version)
    this.opening = opening
  }

  static restore(state: ApplicationState, version: number, opening: Opening): Application {
    return new Application(state, version, opening)
  }

  /** Enters a Meta lead at `lead` and everybody else at `applied`. Refuses a closed opening. */
  static enter(
    { id, candidateId, attempt, source }: Pick<ApplicationState, 'id' | 'candidateId' | 'attempt' | 'source'>,
    { opening, at }: { opening: Opening; at: Date },
  ): Application {
    if (opening.status === 'closed') throw new Failure('invalid', 'funnel.opening_closed', 'the opening is closed')
    const unborn: ApplicationState = { id, candidateId, attempt, source, outcome: 'active', appliedAt: at, visits: [] }
    const application = new Application(unborn, 0, opening)
    const stage = opening.pipeline.entry(source.channel === 'meta_lead' ? 'lead' : 'applied')
    application.record({ type: Applied.type, at, data: { ...application.#subject, attempt, stage, source } })
    return application
  }

  /** `to` is a stage's id or its kind. Leaves out stages only when `skipping` says that it is on purpose. */
  advance(to: string, { at, skipping = false }: { at: Date; skipping?: boolean }): void {
    this.#mustBeActive()
    const { pipeline, country } = this.opening
    const from = this.stage
    const target = pipeline.target(to, from.id)
    const steps = pipeline.positionOf(target.id) - pipeline.positionOf(from.id)
    if (steps <= 0) throw new Failure('invalid', 'funnel.not_forward', `${target.name} is not after ${from.name}`)
    if (steps > 1 && !skipping) {
      throw new Failure(
        'invalid',
        'funnel.stage_skipped',
        `${from.name} to ${target.name} leaves out ${steps - 1} stages`,
      )
    }
    const via = steps > 1 ? 'skip' : 'advance'
    this.record({ type: StageEntered.type, at, data: { ...this.#subject, country, from, to: target, via } })
  }

  setOutcome(outcome: FinalOutcome, { at, reason }: { at: Date; reason?: string | undefined }): void {
    this.#mustBeActive()
    if (outcome === 'rejected' && !reason) {
      throw new Failure('invalid', 'funnel.reason_required', 'a rejection needs its reason', {
        details: { errors: [{ path: 'reason', message: 'a rejection needs its reason' }] },
      })
    }
    this.record({ type: OutcomeSet.type, at, data: { ...this.#subject, outcome }, ...(reason ? { reason } : {}) })
  }

  /** Takes the last move back as a mistake: it will not have been reached. */
  retract({ at }: { at: Date }): void {
    this.#mustBeActive()
    const [before, last] = this.#standing.slice(-2)
    if (!before || !last) throw new Failure('invalid', 'funnel.no_move', 'there is no move to take back')
    this.record({ type: MoveRetracted.type, at, data: { ...this.#subject, from: last.stage, to: before.stage } })
  }

  get stage(): StageRef {
    return this.#standing.at(-1)!.stage
  }

  /** Position in the pipeline of the furthest stage that it ever stood in. */
  get furthest(): number {
    return Math.max(...this.#standing.map(({ stage }) => this.opening.pipeline.positionOf(stage.id)))
  }

  get outcome(): Outcome {
    return this.state.outcome
  }

  /** What a repository stores. */
  get snapshot(): ApplicationState {
    return this.state
  }

  protected override evolve(state: ApplicationState, event: FunnelEvent): ApplicationState {
    switch (event.type) {
      case Applied.type:
        return { ...state, visits: [entering(event.data.stage, 'auto', event.at)] }
      case StageEntered.type:
        return { ...state, visits: [...state.visits, entering(event.data.to, event.data.via, event.at)] }
      case MoveRetracted.type:
        return { ...state, visits: withoutLast(state.visits, event.at) }
      case OutcomeSet.type:
        return { ...state, outcome: event.data.outcome }
    }
  }

  get #standing(): readonly StageVisit[] {
    return this.state.visits.filter((visit) => !visit.retractedAt)
  }

  get #subject() {
    const { id: applicationId, candidateId } = this.state
    return { applicationId, candidateId, openingId: this.opening.id }
  }

  #mustBeActive(): void {
    const { outcome } = this.state
    if (outcome !== 'active') throw new Failure('invalid', 'funnel.not_active', `the application is ${outcome}`)
  }
}

const entering = (stage: StageRef, via: Via, enteredAt: Date): StageVisit => ({
  stage,
  via,
  enteredAt,
  retractedAt: undefined,
})

const withoutLast = (visits: readonly StageVisit[], retractedAt: Date): readonly StageVisit[] => {
  const last = visits.findLastIndex((visit) => !visit.retractedAt)
  return visits.map((visit, index) => (index === last ? { ...visit, retractedAt } : visit))
}
