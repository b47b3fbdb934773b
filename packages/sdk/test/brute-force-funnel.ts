/** The funnel's numbers by their definitions, from nothing but the rows of `funnel.application_events`. */

export interface EventRow {
  readonly application_id: string
  readonly type: string
  readonly data: {
    readonly openingId: string
    readonly stage?: Stage
    readonly from?: Stage
    readonly to?: Stage
    readonly outcome?: string
  }
}

interface Stage {
  readonly id: string
  readonly kind: string
}

/** A pipeline's stages, in its order. */
export interface Version {
  readonly version: number
  readonly stages: readonly Stage[]
}

const kinds =
  'lead applied screened interview_scheduled interviewed offered accepted onboarding started retained_30 retained_90'.split(
    ' ',
  )

interface Life {
  readonly application: string
  /** Stages stood in and not taken back, in the order of entering. */
  readonly stages: Stage[]
  outcome: string
}

const livesOf = (events: readonly EventRow[]): readonly Life[] => {
  const lives = new Map<string, Life>()
  for (const { application_id: application, type, data } of events) {
    const life = lives.get(application) ?? { application, stages: [], outcome: 'active' }
    lives.set(application, life)
    if (type === 'funnel.applied') life.stages.push(data.stage!)
    if (type === 'funnel.stage_entered') life.stages.push(data.to!)
    if (type === 'funnel.move_retracted') life.stages.pop()
    if (type === 'funnel.outcome_set') life.outcome = data.outcome!
  }
  return [...lives.values()]
}

export interface BruteForceBucket {
  readonly stageId: string
  readonly active: number
  readonly visited: number
  readonly reached: number
  /** The applications that `active` and `reached` count. */
  readonly standing: readonly string[]
  readonly come: readonly string[]
}

/** Events in the order of their versions; the pipelines of those openings that are asked for. */
export const bruteForceFunnel = (events: readonly EventRow[], versions: readonly Version[]) => {
  const lives = livesOf(events)
  const newest = versions.toSorted((one, other) => other.version - one.version)[0]!.stages
  const gone = kinds.filter(
    (kind) =>
      !newest.some((stage) => stage.kind === kind) &&
      versions.some(({ stages }) => stages.some((stage) => stage.kind === kind)),
  )
  const buckets =
    gone.length === 0
      ? newest
      : kinds.flatMap((kind) =>
          gone.includes(kind) ? [lastOf(versions, kind)] : newest.filter((stage) => stage.kind === kind),
        )
  const placeOf = (stage: Stage): number => {
    const same = buckets.findIndex(({ id }) => id === stage.id)
    return same >= 0 ? same : buckets.findIndex(({ kind }) => kind === stage.kind)
  }
  const bucket = ({ id }: Stage, place: number): BruteForceBucket => {
    const standing = lives.filter(({ stages, outcome }) => outcome === 'active' && placeOf(stages.at(-1)!) === place)
    const come = lives.filter(({ stages }) => stages.some((stage) => placeOf(stage) >= place))
    const visits = lives.flatMap(({ stages }) => [...new Map(stages.map((stage) => [stage.id, stage])).values()])
    return {
      stageId: id,
      active: standing.length,
      visited: visits.filter((stage) => placeOf(stage) === place).length,
      reached: come.length,
      standing: standing.map(({ application }) => application).toSorted(),
      come: come.map(({ application }) => application).toSorted(),
    }
  }
  const outcomes: Record<string, number> = {}
  for (const { outcome } of lives) if (outcome !== 'active') outcomes[outcome] = (outcomes[outcome] ?? 0) + 1
  return { total: lives.length, outcomes, buckets: buckets.map(bucket) }
}

const lastOf = (versions: readonly Version[], kind: string): Stage =>
  versions.flatMap(({ stages }) => stages).findLast((stage) => stage.kind === kind)!
