import { ApplicationPage } from './applications/application-page.tsx'
import { ApplicationsPage } from './applications/applications-page.tsx'
import { FunnelPage } from './funnel/funnel-page.tsx'
import { LanguageProvider, useLanguage } from './language/language.tsx'
import { DashboardProvider, useDashboard } from './live/dashboard.tsx'
import { OpeningsPage } from './openings/openings-page.tsx'
import { Empty } from './parts/empty.tsx'
import { PageHead } from './parts/page-head.tsx'
import { PreferencesProvider } from './preferences/preferences.tsx'
import { Link, NavigationProvider, useNavigation } from './routing/navigation.tsx'
import { SessionProvider, useSession } from './server/session.tsx'
import { Shell } from './shell/shell.tsx'
import { SignIn } from './shell/sign-in.tsx'
import { TodayPage } from './today/today-page.tsx'

export const App = () => (
  <PreferencesProvider>
    <NavigationProvider>
      <SessionProvider>
        <SignedIn />
      </SessionProvider>
    </NavigationProvider>
  </PreferencesProvider>
)

// Another key is another company: nothing that was read by the one before may stay.
const SignedIn = () => {
  const { key } = useSession()
  return (
    <DashboardProvider key={key}>
      <Spoken />
    </DashboardProvider>
  )
}

const Spoken = () => {
  const { company, refusal } = useDashboard()
  return <LanguageProvider company={company}>{refusal ? <SignIn /> : <Pages />}</LanguageProvider>
}

const Pages = () => {
  const { view } = useNavigation()
  return (
    <Shell>
      {view.route === 'today' && <TodayPage />}
      {view.route === 'funnel' && <FunnelPage />}
      {view.route === 'openings' && <OpeningsPage />}
      {view.route === 'applications' && <ApplicationsPage />}
      {view.route === 'application' && <ApplicationPage id={view.id ?? ''} key={view.id} />}
      {view.route === 'unknown' && <NotFound />}
    </Shell>
  )
}

const NotFound = () => {
  const { t } = useLanguage()
  return (
    <>
      <PageHead title={t.notFound.title} />
      <section className="panel">
        <Empty says={t.notFound.hint}>
          <Link className="button" to={{ route: 'today' }}>
            {t.notFound.action}
          </Link>
        </Empty>
      </section>
    </>
  )
}
