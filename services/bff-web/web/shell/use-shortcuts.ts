import { useEffect } from 'react'
import { useLanguage } from '../language/language.tsx'
import { usePreferences } from '../preferences/preferences.tsx'
import { useNavigation } from '../routing/navigation.tsx'
import { sections } from '../routing/view.ts'

const patience = 1_500

/** `/` searches, `?` helps, `g` and a letter go somewhere; never while somebody writes or a dialog is open. */
export const useShortcuts = ({ onHelp }: { onHelp: () => void }): void => {
  const { t } = useLanguage()
  const { go } = useNavigation()
  const { singleKeys } = usePreferences()
  useEffect(() => {
    if (!singleKeys) return
    let goneAt = Number.NEGATIVE_INFINITY

    const press = (event: KeyboardEvent): void => {
      if (isTaken(event)) return
      const section = sections.find((name) => t.keys[name] === event.key)
      const isGoing = event.timeStamp - goneAt < patience
      goneAt = event.key === 'g' ? event.timeStamp : Number.NEGATIVE_INFINITY
      if (isGoing && section !== undefined) return go({ route: section })
      if (event.key === '?') onHelp()
      if (event.key === '/') focusSearch(event)
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  }, [singleKeys, t, go, onHelp])
}

const focusSearch = (event: KeyboardEvent): void => {
  event.preventDefault()
  document.getElementById('search')?.focus()
}

const isTaken = ({ target, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean =>
  ctrlKey ||
  metaKey ||
  altKey ||
  document.querySelector('dialog[open]') !== null ||
  (target instanceof Element && target.closest('input, select, textarea') !== null)
