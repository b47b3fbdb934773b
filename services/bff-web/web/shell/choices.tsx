import { useLanguage } from '../language/language.tsx'
import { usePreferences, type Language, type Theme } from '../preferences/preferences.tsx'

const languages: Readonly<Record<Language, string>> = { es: 'Español', en: 'English' }
const themes: readonly Theme[] = ['system', 'light', 'dark']

/** Language and theme. Each language names itself in its own words. */
export const Choices = () => {
  const { t, language } = useLanguage()
  const { theme, choose } = usePreferences()
  return (
    <>
      <select
        className="choice"
        aria-label={t.preferences.language}
        value={language}
        onChange={(event) => choose({ language: event.target.value === 'es' ? 'es' : 'en' })}
      >
        {Object.entries(languages).map(([code, name]) => (
          <option key={code} value={code} lang={code}>
            {name}
          </option>
        ))}
      </select>
      <select
        className="choice"
        aria-label={t.preferences.theme}
        value={theme}
        onChange={(event) => choose({ theme: themes.find((name) => name === event.target.value) ?? 'system' })}
      >
        {themes.map((name) => (
          <option key={name} value={name}>
            {t.preferences.themes[name]}
          </option>
        ))}
      </select>
    </>
  )
}
