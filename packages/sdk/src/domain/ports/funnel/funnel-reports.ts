import type { CompanyId } from '../../../seedwork/call.ts'
import type { ApplicationView } from '../../models/funnel/application-view.ts'
import type { ApplicationId, OpeningId } from '../../models/funnel/events.ts'
import type { HistoryEntry } from '../../models/funnel/history-entry.ts'
import type { Opening } from '../../models/funnel/opening.ts'
import type { Outcome } from '../../models/funnel/outcome.ts'
import type { PipelineVersion } from '../../models/funnel/pipeline-version.ts'
import type { Tally } from '../../models/funnel/tally.ts'
import type { Today } from '../../models/funnel/today.ts'

export interface ApplicationFilter {
  readonly openingId?: OpeningId | undefined
  /** Id or kind of the stage where it stands. */
  readonly stage?: string | undefined
  readonly outcome?: Outcome | undefined
  /** Id or kind of a stage: applications whose furthest stage is this one or a later one of their pipeline. */
  readonly reached?: string | undefined
}

export interface Page<Item> {
  readonly items: readonly Item[]
  /** Hand it back to go on; `null` after the last page. */
  readonly nextCursor: string | null
}

/** Read models of one company. All answers of one session are of one moment. */
export interface FunnelReports {
  readonly companyId: CompanyId

  /** The counters, of one opening or of all together. They equal what the events say, whatever was folded already. */
  tallies(openingId?: OpeningId): Promise<readonly Tally[]>

  /** The pipelines that the openings use (all of the company's while it has no opening), or the opening's own. Rejects with `not_found` when the company has no such opening. */
  pipelines(openingId?: OpeningId): Promise<readonly PipelineVersion[]>

  timeZone(): Promise<string>

  /** Newest first; stable while rows are added. Rejects with `invalid` for a cursor that we did not give. */
  applications(
    filter: ApplicationFilter,
    page: { limit: number; cursor?: string | undefined },
  ): Promise<Page<ApplicationView>>

  /** Rejects with `not_found`. */
  application(id: ApplicationId): Promise<ApplicationView>

  /** Oldest first. Rejects with `not_found`. */
  history(id: ApplicationId): Promise<readonly HistoryEntry[]>

  /** Oldest first, each with its counters. */
  openings(): Promise<readonly { readonly opening: Opening; readonly tallies: readonly Tally[] }[]>

  /** The day of `asOf` in the company's time zone. */
  today(asOf: Date): Promise<Today>
}
