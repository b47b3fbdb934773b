import { z } from 'zod'
import { AggregateRoot } from '../../../seedwork/aggregate-root.ts'
import {
  CaseCancelled,
  CaseOpened,
  CaseReopened,
  type CaseId,
  type DocumentId,
  type OnboardingEvent,
} from './events.ts'
import type { DocumentKind } from './document-kind.ts'

export const CaseStatus = z.enum(['open', 'documents', 'signature', 'ready', 'showed_up', 'no_show', 'cancelled'])
export type CaseStatus = z.output<typeof CaseStatus>

export const DocumentStatus = z.enum([
  'requested',
  'uploaded',
  'in_review',
  'approved',
  'rejected',
  'expired',
  'waived',
])
export type DocumentStatus = z.output<typeof DocumentStatus>

/** A document that is asked for; one that nobody handed in is `requested`, never absent. */
export interface DocumentItem {
  readonly id: DocumentId
  readonly kind: DocumentKind
  readonly required: boolean
  readonly status: DocumentStatus
}

export interface CaseState {
  readonly id: CaseId
  readonly applicationId: string
  readonly status: CaseStatus
  readonly openedAt: Date
  readonly documents: readonly DocumentItem[]
}

/** The way from an accepted offer to the first day, once for an application. */
export class OnboardingCase extends AggregateRoot<CaseState, OnboardingEvent> {
  static restore(state: CaseState, version: number): OnboardingCase {
    return new OnboardingCase(state, version)
  }

  static open(
    {
      id,
      applicationId,
      documents,
    }: { id: CaseId; applicationId: string; documents: readonly { id: DocumentId; kind: DocumentKind }[] },
    { at }: { at: Date },
  ): OnboardingCase {
    const opened = new OnboardingCase({ id, applicationId, status: 'open', openedAt: at, documents: [] }, 0)
    const asked = documents.map((document) => ({ ...document, required: true }))
    opened.record({ type: CaseOpened.type, at, data: { caseId: id, applicationId, documents: asked } })
    return opened
  }

  /** Does nothing when it is cancelled already, or when the person has been at work. */
  cancel({ at }: { at: Date }): void {
    if (this.state.status === 'cancelled' || this.state.status === 'showed_up') return
    this.record({ type: CaseCancelled.type, at, data: this.#subject })
  }

  /** Does nothing unless it is cancelled. */
  reopen({ at }: { at: Date }): void {
    if (this.state.status === 'cancelled') this.record({ type: CaseReopened.type, at, data: this.#subject })
  }

  /** What a repository stores. */
  get snapshot(): CaseState {
    return this.state
  }

  protected override evolve(state: CaseState, event: OnboardingEvent): CaseState {
    switch (event.type) {
      case CaseOpened.type:
        return { ...state, documents: event.data.documents.map((document) => ({ ...document, status: 'requested' })) }
      case CaseCancelled.type:
        return { ...state, status: 'cancelled' }
      case CaseReopened.type:
        return { ...state, status: 'open' }
    }
  }

  get #subject() {
    return { caseId: this.state.id, applicationId: this.state.applicationId }
  }
}
