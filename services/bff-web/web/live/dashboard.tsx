import { createContext, useContext, useMemo, useRef, type ReactNode } from 'react'
import type { Dashboard, Sections } from '../../src/domain/dashboard.ts'
import type { Opening } from '../../src/domain/opening.ts'
import { useNavigation } from '../routing/navigation.tsx'
import type { View } from '../routing/view.ts'
import { askDashboard } from '../server/bff.ts'
import { isRefused } from '../server/request.ts'
import { useSession } from '../server/session.tsx'
import { isAllWell, unreachable, withoutConnection, withoutFunnel } from './lost-connection.ts'
import { useLive, type Live } from './use-live.ts'

/** A section is undefined while its first answer is under way. */
export type Shown = { readonly [Name in keyof Sections]: Sections[Name] | undefined }

export interface DashboardNow {
  readonly sections: Shown
  readonly company: Dashboard['company']
  readonly role: string | null
  /** False as soon as anything on the page is not of this moment. */
  readonly isWell: boolean
  /** The page's own server does not answer. */
  readonly isOffline: boolean
  readonly refusal: 'signed-out' | 'forbidden' | undefined
  /** When the last answer came, in milliseconds. */
  readonly at: number | undefined
  readonly openings: readonly Opening[]
  readonly retry: () => void
}

const DashboardContext = createContext<DashboardNow | null>(null)

export const DashboardProvider = ({ children }: { children: ReactNode }) => {
  const { view } = useNavigation()
  const { key } = useSession()
  const latest = useRef<Dashboard>(undefined)
  const opening = openingOf(view)
  const live = useLive<Dashboard>({
    name: opening ?? '',
    ask: (signal) => askDashboard(opening, { key, signal }),
    isWell: isAllWell,
    isFinal: (error) => isRefused(error, 401, 403),
  })
  if (live.data !== undefined) latest.current = live.data
  const now = useMemo(() => nowOf(live, latest.current), [live])
  return <DashboardContext value={now}>{children}</DashboardContext>
}

const openingOf = ({ route, opening }: View): string | undefined =>
  route === 'funnel' || route === 'applications' ? opening : undefined

/** `latest` is the answer for whichever opening came last: all of it but the funnel is true for every opening. */
const nowOf = ({ data, failure, at, retry }: Live<Dashboard>, latest: Dashboard | undefined): DashboardNow => {
  const known = failure === undefined || latest === undefined ? latest : withoutConnection(latest)
  const sections = sectionsOf(known, { isFunnelKnown: data !== undefined, hasFailed: failure !== undefined })
  return {
    sections,
    company: latest?.company ?? null,
    role: latest?.role ?? null,
    isWell: failure === undefined && (data === undefined || isAllWell(data)),
    isOffline: failure !== undefined,
    refusal: isRefused(failure, 401) ? 'signed-out' : isRefused(failure, 403) ? 'forbidden' : undefined,
    at,
    openings: sections.openings?.data?.items ?? [],
    retry,
  }
}

const sectionsOf = (
  known: Dashboard | undefined,
  { isFunnelKnown, hasFailed }: { isFunnelKnown: boolean; hasFailed: boolean },
): Shown => {
  const rest: Shown =
    known?.sections ?? (hasFailed ? unreachable : { funnel: undefined, today: undefined, openings: undefined })
  if (isFunnelKnown || known === undefined) return rest
  return hasFailed ? withoutFunnel(rest) : { ...rest, funnel: undefined }
}

export const useDashboard = (): DashboardNow => {
  const dashboard = useContext(DashboardContext)
  if (dashboard === null) throw new Error('useDashboard needs a DashboardProvider above it')
  return dashboard
}
