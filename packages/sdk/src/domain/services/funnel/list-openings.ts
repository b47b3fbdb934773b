import { z } from 'zod'
import { Failure } from '../../../seedwork/failure.ts'
import { defineQuery } from '../../../seedwork/query-bus.ts'
import { OpeningId } from '../../models/funnel/events.ts'
import type { Opening } from '../../models/funnel/opening.ts'
import type { OpeningView } from '../../models/funnel/opening-view.ts'
import { isAtOrAfter } from '../../models/funnel/stage-kind.ts'
import type { Tally } from '../../models/funnel/tally.ts'
import type { FunnelReports } from '../../ports/funnel/funnel-reports.ts'

export const ListOpenings = defineQuery<{ readonly items: readonly OpeningView[] }>()(
  'funnel.list_openings',
  z.strictObject({}),
)

export const GetOpening = defineQuery<OpeningView>()('funnel.opening', z.strictObject({ openingId: OpeningId }))

export const listOpenings =
  ({ reports }: { reports: FunnelReports }) =>
  async (): Promise<{ readonly items: readonly OpeningView[] }> => ({ items: (await reports.openings()).map(viewOf) })

/** Rejects with `not_found`. */
export const getOpening =
  ({ reports }: { reports: FunnelReports }) =>
  async ({ openingId }: z.output<typeof GetOpening.input>): Promise<OpeningView> => {
    const found = (await reports.openings()).find(({ opening }) => opening.id === openingId)
    if (!found) throw new Failure('not_found', 'not_found', 'there is no such opening')
    return viewOf(found)
  }

const viewOf = ({ opening, tallies }: { opening: Opening; tallies: readonly Tally[] }): OpeningView => {
  const { id, role, site, shift, headcount, status, pipeline } = opening
  const stages = pipeline.stages.map((stage, position) => ({ ...stage, position }))
  const from = new Set(stages.filter(({ kind }) => isAtOrAfter(kind, 'started')).map((stage): string => stage.id))
  const sum = (counts: (tally: Tally) => boolean): number =>
    tallies.filter(counts).reduce((all, { count }) => all + count, 0)
  return {
    id,
    role,
    site,
    shift,
    headcount,
    status,
    active: sum(({ metric }) => metric === 'active'),
    started: sum(({ metric, key }) => metric === 'furthest' && from.has(key)),
    pipeline: { id: pipeline.id, version: pipeline.version, stages },
  }
}
