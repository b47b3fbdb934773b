import { useEffect, type ReactNode } from 'react'
import { useLanguage } from '../language/language.tsx'
import { useDashboard } from '../live/dashboard.tsx'
import { LiveState } from '../shell/live-state.tsx'

/** The name of the page, beside what chooses its content and whether it is live. */
export const PageHead = ({ title, hint, children }: { title: string; hint?: string; children?: ReactNode }) => {
  const { t } = useLanguage()
  const { company } = useDashboard()
  useEffect(() => {
    document.title = [title, company?.name, t.product].filter(Boolean).join(' · ')
  }, [title, company, t])
  return (
    <header className="page-head">
      <div className="page-title">
        <h1 tabIndex={-1}>{title}</h1>
        {hint !== undefined && <p className="muted">{hint}</p>}
      </div>
      <LiveState />
      {children}
    </header>
  )
}
