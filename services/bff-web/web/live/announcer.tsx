import { useEffect, useRef, useState } from 'react'
import { useLanguage } from '../language/language.tsx'
import type { Messages } from '../language/english.ts'
import { useDashboard, type DashboardNow } from './dashboard.tsx'

interface Heard {
  readonly isOffline: boolean
  readonly applications: number | undefined
  readonly total: number | undefined
}

/** Tells changes to who cannot see them, politely: after what is being read, and only what is news. */
export const Announcer = () => {
  const { t } = useLanguage()
  const dashboard = useDashboard()
  const before = useRef<Heard>(undefined)
  const [words, setWords] = useState('')
  useEffect(() => {
    const now = heard(dashboard)
    const news = before.current === undefined ? undefined : newsBetween(before.current, now, t)
    before.current = now
    if (news !== undefined) setWords(news)
  }, [dashboard, t])
  return (
    <div role="status" aria-live="polite" className="visually-hidden">
      {words}
    </div>
  )
}

const heard = ({ isOffline, sections }: DashboardNow): Heard => ({
  isOffline,
  applications: sections.today?.data?.applications,
  total: sections.funnel?.data?.total,
})

const newsBetween = (before: Heard, now: Heard, t: Messages): string | undefined => {
  if (now.isOffline !== before.isOffline) return now.isOffline ? t.live.lost : t.live.back
  const more = (now.applications ?? 0) - (before.applications ?? Number.POSITIVE_INFINITY)
  if (more > 0) return t.live.arrived(more)
  if (now.total !== undefined && before.total !== undefined && now.total !== before.total)
    return t.live.changed(now.total)
  return undefined
}
