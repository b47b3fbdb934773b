import { randomUUID } from 'node:crypto'

export const stageKinds = [
  'lead',
  'applied',
  'screened',
  'interview_scheduled',
  'interviewed',
  'offered',
  'accepted',
  'onboarding',
  'started',
] as const
type StageKind = (typeof stageKinds)[number]

const stageNames: Record<StageKind, string> = {
  lead: 'Prospecto',
  applied: 'Postulado',
  screened: 'Filtro telefónico',
  interview_scheduled: 'Entrevista agendada',
  interviewed: 'Entrevistado',
  offered: 'Oferta',
  accepted: 'Aceptó',
  onboarding: 'Documentos',
  started: 'Primer día',
}

const outcomes = [
  'hired',
  'rejected',
  'withdrawn',
  'no_show',
  'unresponsive',
  'ineligible',
  'position_closed',
  'duplicate',
  'data_error',
]

export const stageOf = (kind: StageKind) => ({
  id: `019aab00-0000-7000-8000-00000000010${stageKinds.indexOf(kind)}`,
  kind,
  name: stageNames[kind],
})

export interface FakeOpening {
  readonly id: string
  readonly role: string
  readonly site: string
  readonly shift: string
  readonly headcount: number
  readonly status: 'open' | 'closed'
}

export interface FakeApplication {
  readonly id: string
  readonly name: string
  readonly phone: string
  readonly openingId: string
  readonly source: string
  readonly appliedAt: Date
  stage: StageKind
  outcome: string
}

export interface Applying {
  readonly name: string
  readonly openingId?: string
  readonly source?: string
  readonly at?: Date
  readonly stage?: StageKind
  readonly outcome?: string
}

export const warehouse: FakeOpening = {
  id: '019aab00-0000-7000-8000-000000000011',
  role: 'Auxiliar de almacén',
  site: 'Cuautitlán',
  shift: 'Noche',
  headcount: 20,
  status: 'open',
}

export const cashier: FakeOpening = {
  id: '019aab00-0000-7000-8000-000000000012',
  role: 'Cajera o cajero',
  site: 'Roma Norte',
  shift: 'Mañana',
  headcount: 0,
  status: 'open',
}

/** A company whose numbers all come from its applications, so that a list and the number it explains can't disagree. */
export class FakeCompany {
  readonly id = '019aab00-0000-7000-8000-000000000001'
  readonly timeZone = 'America/Mexico_City'
  locale = 'es-MX'
  name = 'Abarrotes La Central'
  openings: FakeOpening[] = [warehouse, cashier]
  applications: FakeApplication[] = []
  quality = { parked: 0, reasons: [] as { code: string; detail: string; count: number }[], waitingLeads: 0 }
  isBalanced = true

  apply({ name, openingId = warehouse.id, source = 'form', at = new Date(), ...rest }: Applying): FakeApplication {
    const { stage = source === 'meta_lead' ? 'lead' : 'applied', outcome = 'active' } = rest
    const phone = `+5255${String(10_000_000 + this.applications.length * 7919).slice(-8)}`
    const application = { id: randomUUID(), name, phone, openingId, source, appliedAt: at, stage, outcome }
    this.applications.unshift(application)
    return application
  }

  me() {
    const { id, name, timeZone, locale } = this
    return { companyId: id, companyName: name, country: 'MX', timeZone, locale, currency: 'MXN', role: 'owner' }
  }

  funnel(openingId: string | null) {
    const counted = this.#of(openingId)
    return {
      definition: { mode: 'snapshot', timeZone: this.timeZone, pipelineVersion: 1, asOf: new Date().toISOString() },
      buckets: stageKinds.map((kind) => bucketOf(kind, counted)),
      outcomes: Object.fromEntries(
        outcomes.map((name) => [name, counted.filter(({ outcome }) => outcome === name).length]),
      ),
      total: counted.length,
      checks: { conservation: this.isBalanced },
    }
  }

  today() {
    const date = this.#dayOf(new Date())
    const arrived = this.applications.filter(({ appliedAt }) => this.#dayOf(appliedAt) === date)
    const sources = [...new Set(arrived.map(({ source }) => source))]
    const countOf = (name: string): number => arrived.filter(({ source }) => source === name).length
    return {
      date,
      timeZone: this.timeZone,
      asOf: new Date().toISOString(),
      leads: countOf('meta_lead') + this.quality.parked + this.quality.waitingLeads,
      applications: arrived.length,
      bySource: sources.map((source) => ({ source, count: countOf(source) })),
      latest: arrived.slice(0, 10).map(({ name, stage, ...rest }) => ({
        ...rest,
        candidateName: name,
        stage: stageOf(stage),
      })),
      quality: this.quality,
    }
  }

  openingList() {
    const stages = stageKinds.map((kind, position) => ({ ...stageOf(kind), position }))
    return {
      items: this.openings.map((opening) => ({
        ...opening,
        started: this.#of(opening.id).filter(({ stage }) => stage === 'started').length,
        active: this.#of(opening.id).filter(({ outcome }) => outcome === 'active').length,
        pipeline: { id: '019aab00-0000-7000-8000-000000000200', version: 1, stages },
      })),
    }
  }

  applicationList(query: URLSearchParams) {
    const start = Number(query.get('cursor') ?? 0)
    const limit = Number(query.get('limit') ?? 50)
    const rows = this.#of(query.get('openingId')).filter((application) => isAskedFor(application, query))
    const nextCursor = start + limit < rows.length ? `${start + limit}` : null
    return { items: rows.slice(start, start + limit).map(applicationAnswer), nextCursor }
  }

  application(id: string | undefined) {
    const found = this.applications.find((one) => one.id === id)
    return found && applicationAnswer(found)
  }

  history(id: string | undefined) {
    const found = this.applications.find((one) => one.id === id)
    return found && { items: historyOf(found) }
  }

  #of(openingId: string | null): FakeApplication[] {
    return this.applications.filter((one) => openingId === null || one.openingId === openingId)
  }

  #dayOf(instant: Date): string {
    return new Intl.DateTimeFormat('en-CA', { timeZone: this.timeZone }).format(instant)
  }
}

const bucketOf = (kind: StageKind, applications: readonly FakeApplication[]) => {
  const { id, name } = stageOf(kind)
  const reached = applications.filter(({ stage }) => ordinal(stage) >= ordinal(kind)).length
  const active = applications.filter(({ stage, outcome }) => stage === kind && outcome === 'active').length
  return { stageId: id, name, kind, active, visited: reached, reached }
}

const isAskedFor = ({ stage, outcome }: FakeApplication, query: URLSearchParams): boolean => {
  const reached = stageKinds.find((kind) => stageOf(kind).id === query.get('reached'))
  const now = query.get('stage')
  return (
    (now === null || now === stage || now === stageOf(stage).id) &&
    (query.get('outcome') ?? outcome) === outcome &&
    (reached === undefined || ordinal(stage) >= ordinal(reached))
  )
}

const applicationAnswer = ({ id, name, phone, openingId, source, appliedAt, stage, outcome }: FakeApplication) => ({
  id,
  candidateId: id,
  openingId,
  attempt: 1,
  candidate: { name, phone },
  stage: stageOf(stage),
  outcome,
  version: 1,
  source: { channel: source },
  appliedAt,
})

const historyOf = ({ appliedAt, stage, outcome }: FakeApplication) => {
  const at = (minutes: number): string => new Date(appliedAt.getTime() + minutes * 60_000).toISOString()
  const fact = (type: string, minutes: number, data: object, reason?: string) => ({
    type,
    occurredAt: at(minutes),
    recordedAt: at(minutes),
    actor: { kind: minutes === 0 ? 'consumer' : 'key', id: 'recruiting' },
    reason,
    data,
  })
  const moves = stageKinds.slice(1, ordinal(stage) + 1).map((kind, move) => {
    const from = stageKinds[move] ?? kind
    return fact('funnel.stage_entered', (move + 1) * 47, { from: stageOf(from), to: stageOf(kind), via: 'advance' })
  })
  const ended = outcome === 'active' ? [] : [fact('funnel.outcome_set', 600, { outcome }, 'No cubre el turno')]
  return [fact('funnel.applied', 0, { stage: stageOf('lead') }), ...moves, ...ended]
}

const ordinal = (kind: StageKind): number => stageKinds.indexOf(kind)
