import { createContext, useContext, useEffect, useMemo, type ReactNode } from 'react'
import type { Company } from '../../src/domain/viewer.ts'
import { usePreferences, type Language } from '../preferences/preferences.tsx'
import { english, type Messages } from './english.ts'
import { formatsFor, type Formats } from './formats.ts'
import { spanish } from './spanish.ts'

interface Spoken {
  readonly language: Language
  readonly t: Messages
  readonly format: Formats
}

const messages: Record<Language, (locale: string) => Messages> = { en: english, es: spanish }
const LanguageContext = createContext<Spoken | null>(null)

/** What a person chose wins, then the company's locale, then the browser's. */
export const LanguageProvider = ({ company, children }: { company: Company | null; children: ReactNode }) => {
  const { language: chosen } = usePreferences()
  const language = chosen ?? languageOf(company?.locale ?? navigator.language)
  const locale = company?.locale.startsWith(language) ? company.locale : language
  const timeZone = company?.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone
  const spoken = useMemo(
    () => ({ language, t: messages[language](locale), format: formatsFor(locale, timeZone) }),
    [language, locale, timeZone],
  )
  useEffect(() => {
    document.documentElement.lang = language
  }, [language])
  return <LanguageContext value={spoken}>{children}</LanguageContext>
}

export const useLanguage = (): Spoken => {
  const spoken = useContext(LanguageContext)
  if (spoken === null) throw new Error('useLanguage needs a LanguageProvider above it')
  return spoken
}

const languageOf = (locale: string): Language => (locale.toLowerCase().startsWith('es') ? 'es' : 'en')
