import { useCallback, useRef } from 'react'
import { useLanguage } from '../language/language.tsx'
import { useLive, type Live } from '../live/use-live.ts'
import type { View } from '../routing/view.ts'
import { askApplications } from '../server/bff.ts'
import { isRefused } from '../server/request.ts'
import { useSession } from '../server/session.tsx'
import { isPast, questionOf } from './counted.ts'
import { loadPages, type Loaded } from './load-pages.ts'

/** The applications of a view, live, and a way to have more of them. */
export const useApplications = (view: View): { live: Live<Loaded>; more: () => void } => {
  const { key } = useSession()
  const { format } = useLanguage()
  const question = questionOf(view)
  const name = JSON.stringify([question, view.on])
  const pages = useRef({ name, count: 1 })
  if (pages.current.name !== name) pages.current = { name, count: 1 }

  const live = useLive<Loaded>({
    name,
    ask: (signal) =>
      loadPages((cursor) => askApplications(question, cursor, { key, signal }), {
        pages: pages.current.count,
        isPast: isPast(view, format.dayOf),
      }),
    isFinal: (error) => isRefused(error, 400, 401, 403, 422),
  })
  const more = useCallback(() => {
    pages.current.count += 1
    live.retry()
  }, [live.retry])
  return { live, more }
}
