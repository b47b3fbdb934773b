import { z } from 'zod'
import type { Application } from './application.ts'
import type { Candidate } from './candidate.ts'
import { ApplicationId, CandidateId, OpeningId, StageRef } from './events.ts'
import { Outcome } from './outcome.ts'
import { Source } from './source.ts'

/** An application as it is told to the outside. */
export const ApplicationView = z.object({
  id: ApplicationId,
  candidateId: CandidateId,
  openingId: OpeningId,
  /** Counts the applications of this person to this opening, from 1. */
  attempt: z.int().positive(),
  candidate: z.object({ name: z.string(), phone: z.string() }),
  stage: StageRef,
  outcome: Outcome,
  /** What `expectedVersion` is compared with. */
  version: z.int().positive(),
  source: Source,
  appliedAt: z.iso.datetime(),
})
export type ApplicationView = z.output<typeof ApplicationView>

export const viewOf = (application: Application, { name, phone }: Candidate): ApplicationView => {
  const { id, candidateId, attempt, outcome, source, appliedAt } = application.snapshot
  return {
    id,
    candidateId,
    openingId: application.opening.id,
    attempt,
    candidate: { name, phone: phone.value },
    stage: application.stage,
    outcome,
    version: application.version,
    source,
    appliedAt: appliedAt.toISOString(),
  }
}
