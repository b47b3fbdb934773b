import { useCallback, useEffect, useRef, useState, type ReactNode } from 'react'
import { DefinitionDialog } from '../definitions/definition-dialog.tsx'
import { useLanguage } from '../language/language.tsx'
import { Announcer } from '../live/announcer.tsx'
import { useNavigation } from '../routing/navigation.tsx'
import { Header } from './header.tsx'
import { HelpDialog } from './help-dialog.tsx'
import { Rail } from './rail.tsx'
import { useShortcuts } from './use-shortcuts.ts'

/** What stays around every page. */
export const Shell = ({ children }: { children: ReactNode }) => {
  const { t } = useLanguage()
  const main = useFocusOnArrival()
  const [isHelping, setHelping] = useState(false)
  const help = useCallback(() => setHelping(true), [])
  useShortcuts({ onHelp: help })
  return (
    <div className="shell">
      <button type="button" className="skip" onClick={() => main.current?.focus()}>
        {t.skip}
      </button>
      <Rail />
      <Header onHelp={help} />
      <main ref={main} tabIndex={-1}>
        {children}
      </main>
      <DefinitionDialog />
      {isHelping && <HelpDialog onClose={() => setHelping(false)} />}
      <Announcer />
    </div>
  )
}

/** Whoever comes from another page hears where they are: its name takes the focus. */
const useFocusOnArrival = () => {
  const { view } = useNavigation()
  const main = useRef<HTMLElement>(null)
  const place = `${view.route} ${view.id ?? ''}`
  const before = useRef(place)
  useEffect(() => {
    if (before.current === place) return
    before.current = place
    main.current?.querySelector('h1')?.focus({ preventScroll: true })
  }, [place])
  return main
}
