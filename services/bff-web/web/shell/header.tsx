import { useLanguage } from '../language/language.tsx'
import { useDashboard } from '../live/dashboard.tsx'
import { icons } from '../parts/icons.tsx'
import { useSession } from '../server/session.tsx'
import { Choices } from './choices.tsx'
import { Search } from './search.tsx'

export const Header = ({ onHelp }: { onHelp: () => void }) => {
  const { t } = useLanguage()
  const { company } = useDashboard()
  return (
    <header className="header">
      <p className="company">{company?.name ?? t.product}</p>
      <Search />
      <Choices />
      <button type="button" className="icon-button" aria-label={t.help.open} title={t.help.open} onClick={onHelp}>
        {icons.help}
      </button>
      <WhoYouAre />
    </header>
  )
}

const WhoYouAre = () => {
  const { t } = useLanguage()
  const { role } = useDashboard()
  const { key, signOut } = useSession()
  const name = role === null ? undefined : (t.roles[role] ?? role)
  return (
    <>
      {name && (
        <span className="who" title={t.signIn.as(name)}>
          {name}
        </span>
      )}
      {key !== null && (
        <button type="button" className="icon-button" aria-label={t.signIn.out} title={t.signIn.out} onClick={signOut}>
          {icons.signOut}
        </button>
      )}
    </>
  )
}
