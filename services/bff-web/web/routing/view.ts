export const sections = ['today', 'funnel', 'applications', 'openings'] as const
export type SectionName = (typeof sections)[number]

/** What a shown number counts. */
export const metrics = ['reached', 'active', 'outcome', 'total', 'leads', 'arrivals', 'parked', 'started'] as const
export type Metric = (typeof metrics)[number]

/** All that the page's address says: the section, and what is looked at in it. */
export interface View {
  readonly route: SectionName | 'application' | 'unknown'
  readonly id?: string | undefined
  readonly opening?: string | undefined
  readonly stage?: string | undefined
  readonly metric?: Metric | undefined
  readonly outcome?: string | undefined
  readonly source?: string | undefined
  /** A day of the company, `2026-11-24`. */
  readonly on?: string | undefined
  readonly q?: string | undefined
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

export const viewAt = ({ pathname, search }: { pathname: string; search: string }): View => {
  const asked = new URLSearchParams(search)
  const said = (name: string): string | undefined => asked.get(name) || undefined
  const opening = said('opening')
  return {
    ...placeAt(pathname),
    opening: opening !== undefined && uuid.test(opening) ? opening : undefined,
    stage: said('stage'),
    metric: metrics.find((metric) => metric === said('metric')),
    outcome: said('outcome'),
    source: said('source'),
    on: said('on'),
    q: said('q'),
  }
}

const placeAt = (pathname: string): Pick<View, 'route' | 'id'> => {
  const [first = '', second, ...rest] = pathname.split('/').filter(Boolean)
  if (rest.length > 0) return { route: 'unknown' }
  if (second !== undefined)
    return first === 'applications' ? { route: 'application', id: second } : { route: 'unknown' }
  if (first === '') return { route: 'today' }
  return { route: sections.find((name) => name === first && name !== 'today') ?? 'unknown' }
}

export const addressOf = ({ route, id, ...rest }: View): string => {
  const query = new URLSearchParams()
  for (const name of ['opening', 'stage', 'metric', 'outcome', 'source', 'on', 'q'] as const) {
    if (rest[name] !== undefined && rest[name] !== '') query.set(name, rest[name])
  }
  const path = route === 'today' ? '/' : route === 'application' ? `/applications/${id ?? ''}` : `/${route}`
  return query.size === 0 ? path : `${path}?${query.toString()}`
}
