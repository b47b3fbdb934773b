import { useEffect, useState } from 'react'
import { useLanguage } from '../language/language.tsx'
import { icons } from '../parts/icons.tsx'
import { useNavigation } from '../routing/navigation.tsx'

/** Looks among the applications: as one types on their page, on Enter from anywhere else. */
export const Search = () => {
  const { t } = useLanguage()
  const { view, go, refine } = useNavigation()
  const [text, setText] = useState(view.q ?? '')
  const isThere = view.route === 'applications'
  useEffect(() => setText(view.q ?? ''), [view.route, view.q])

  const type = (typed: string) => {
    setText(typed)
    if (isThere) refine({ ...view, q: typed || undefined })
  }
  return (
    <form
      role="search"
      className="search"
      data-here={isThere}
      onSubmit={(event) => {
        event.preventDefault()
        if (!isThere) go({ route: 'applications', q: text || undefined })
      }}
    >
      {icons.search}
      <input
        id="search"
        type="search"
        value={text}
        autoComplete="off"
        aria-label={t.applications.search}
        aria-keyshortcuts="/"
        placeholder={t.applications.search}
        onChange={(event) => type(event.target.value)}
      />
      <kbd aria-hidden="true">/</kbd>
    </form>
  )
}
