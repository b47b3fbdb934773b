import { createContext, useCallback, useContext, useEffect, useMemo, useState, type ReactNode } from 'react'
import { localStore } from './store.ts'

export type Language = 'en' | 'es'
export type Theme = 'system' | 'light' | 'dark'

export interface Preferences {
  /** Undefined until somebody chose one. */
  readonly language: Language | undefined
  readonly theme: Theme
  readonly singleKeys: boolean
}

interface Chosen extends Preferences {
  readonly choose: (choice: Partial<Preferences>) => void
}

const PreferencesContext = createContext<Chosen | null>(null)

export const PreferencesProvider = ({ children }: { children: ReactNode }) => {
  const [preferences, setPreferences] = useState(load)
  const choose = useCallback((choice: Partial<Preferences>) => {
    setPreferences((before) => ({ ...before, ...choice }))
    save(choice)
  }, [])
  useEffect(() => {
    if (preferences.theme === 'system') delete document.documentElement.dataset['theme']
    else document.documentElement.dataset['theme'] = preferences.theme
  }, [preferences.theme])
  const chosen = useMemo(() => ({ ...preferences, choose }), [preferences, choose])
  return <PreferencesContext value={chosen}>{children}</PreferencesContext>
}

export const usePreferences = (): Chosen => {
  const chosen = useContext(PreferencesContext)
  if (chosen === null) throw new Error('usePreferences needs a PreferencesProvider above it')
  return chosen
}

const load = (): Preferences => {
  const language = localStore.read('language')
  const theme = localStore.read('theme')
  return {
    language: language === 'en' || language === 'es' ? language : undefined,
    theme: theme === 'light' || theme === 'dark' ? theme : 'system',
    singleKeys: localStore.read('singleKeys') !== 'off',
  }
}

const save = ({ language, theme, singleKeys }: Partial<Preferences>): void => {
  if (language !== undefined) localStore.write('language', language)
  if (theme !== undefined) localStore.write('theme', theme)
  if (singleKeys !== undefined) localStore.write('singleKeys', singleKeys ? 'on' : 'off')
}
