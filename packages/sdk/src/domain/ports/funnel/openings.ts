import type { OpeningId } from '../../models/funnel/events.ts'
import type { Opening } from '../../models/funnel/opening.ts'

export interface Openings {
  /** With its pipeline. Rejects with `not_found` when the calling company has no such opening. */
  byId(id: OpeningId): Promise<Opening>

  /** The opening that a Meta lead form fills; `undefined` when nobody bound the form. */
  ofForm(formId: string): Promise<Opening | undefined>
}
