import { useLanguage } from '../language/language.tsx'
import { icons } from '../parts/icons.tsx'
import { Link, useNavigation } from '../routing/navigation.tsx'
import { sections, type SectionName, type View } from '../routing/view.ts'

export const Rail = () => {
  const { t } = useLanguage()
  return (
    <nav className="rail" aria-label={t.navigation}>
      <p className="brand">
        <Mark />
        {t.product}
      </p>
      <ul>
        {sections.map((section) => (
          <Entry key={section} section={section} />
        ))}
      </ul>
    </nav>
  )
}

const Entry = ({ section }: { section: SectionName }) => {
  const { t } = useLanguage()
  const { view } = useNavigation()
  return (
    <li>
      <Link
        to={{ route: section }}
        className="rail-link"
        aria-current={sectionOf(view) === section ? 'page' : undefined}
      >
        {icons[section]}
        <span>{t.routes[section]}</span>
      </Link>
    </li>
  )
}

const sectionOf = ({ route }: View): View['route'] => (route === 'application' ? 'applications' : route)

export const Mark = () => (
  <svg className="mark" viewBox="0 0 32 32" width="24" height="24" aria-hidden="true">
    <rect className="mark-ground" width="32" height="32" rx="8" />
    <rect className="mark-bar" x="7" y="8" width="18" height="4" rx="2" />
    <rect className="mark-bar" x="7" y="14" width="12" height="4" rx="2" />
    <rect className="mark-bar" x="7" y="20" width="7" height="4" rx="2" />
  </svg>
)
