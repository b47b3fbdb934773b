import { createContext, useContext, useEffect, useMemo, useState, type ComponentProps, type ReactNode } from 'react'
import { addressOf, viewAt, type View } from './view.ts'

interface Navigation {
  readonly view: View
  /** Another place: Back comes here again. */
  readonly go: (to: View) => void
  /** The same place, told more exactly: Back leaves it. */
  readonly refine: (to: View) => void
  /** Undoes a `go` that happened on this page; without one, goes to `otherwise`. */
  readonly back: (otherwise: View) => void
}

const NavigationContext = createContext<Navigation | null>(null)

export const NavigationProvider = ({ children }: { children: ReactNode }) => {
  const [view, setView] = useState(() => viewAt(location))
  useEffect(() => {
    const follow = () => setView(viewAt(location))
    addEventListener('popstate', follow)
    return () => removeEventListener('popstate', follow)
  }, [])
  const navigation = useMemo(() => ({ view, ...movesFor(setView) }), [view])
  return <NavigationContext value={navigation}>{children}</NavigationContext>
}

const movesFor = (setView: (view: View) => void): Omit<Navigation, 'view'> => {
  const refine = (to: View) => {
    history.replaceState(history.state, '', addressOf(to))
    setView(to)
  }
  return {
    refine,
    go: (to) => {
      const from = location.pathname
      history.pushState({ cameFromHere: true }, '', addressOf(to))
      setView(to)
      if (location.pathname !== from) scrollTo(0, 0)
    },
    back: (otherwise) => (cameFromHere() ? history.back() : refine(otherwise)),
  }
}

const cameFromHere = (): boolean => (history.state as { cameFromHere?: boolean } | null)?.cameFromHere === true

export const useNavigation = (): Navigation => {
  const navigation = useContext(NavigationContext)
  if (navigation === null) throw new Error('useNavigation needs a NavigationProvider above it')
  return navigation
}

/** A true link, so that it opens in a new tab and can be copied; a plain click stays on the page. */
export const Link = ({ to, ...rest }: { to: View } & Omit<ComponentProps<'a'>, 'href'>) => {
  const { go } = useNavigation()
  return (
    <a
      {...rest}
      href={addressOf(to)}
      onClick={(event) => {
        if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
        event.preventDefault()
        go(to)
      }}
    />
  )
}
