import { useState, type SubmitEvent } from 'react'
import { useLanguage } from '../language/language.tsx'
import { useDashboard } from '../live/dashboard.tsx'
import { icons } from '../parts/icons.tsx'
import { askDashboard } from '../server/bff.ts'
import { isRefused } from '../server/request.ts'
import { useSession } from '../server/session.tsx'
import { Choices } from './choices.tsx'
import { Mark } from './rail.tsx'

type Trouble = 'refused' | 'forbidden' | 'offline' | undefined

/** A key is tried before it is kept, so that what was typed stays when it is not accepted. */
export const SignIn = () => {
  const { t } = useLanguage()
  return (
    <main className="sign-in">
      <div className="sign-in-choices">
        <Choices />
      </div>
      <div className="panel sign-in-card">
        <p className="brand">
          <Mark />
          {t.product}
        </p>
        <h1>{t.signIn.title}</h1>
        <p className="muted">{t.signIn.intro}</p>
        <KeyForm />
      </div>
    </main>
  )
}

const KeyForm = () => {
  const { t } = useLanguage()
  const [typed, setTyped] = useState('')
  const { trouble, isTrying, attempt } = useAttempt()
  const says = { refused: t.signIn.refused, forbidden: t.signIn.forbidden, offline: t.states.offlineHint }
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    if (typed.trim() !== '') void attempt(typed.trim())
  }
  return (
    <form className="sign-in-form" onSubmit={submit}>
      <label htmlFor="api-key">{t.signIn.key}</label>
      <input
        id="api-key"
        type="password"
        autoComplete="off"
        spellCheck={false}
        required
        value={typed}
        aria-invalid={trouble === 'refused'}
        aria-describedby="key-trouble"
        onChange={(event) => setTyped(event.target.value)}
      />
      <p id="key-trouble" role="alert" className="trouble">
        {trouble && (
          <>
            {icons.warning}
            {says[trouble]}
          </>
        )}
      </p>
      <button type="submit" className="button button-primary" aria-disabled={isTrying}>
        {isTrying ? t.signIn.checking : t.signIn.submit}
      </button>
    </form>
  )
}

const useAttempt = () => {
  const { key, signIn } = useSession()
  const { refusal } = useDashboard()
  const [trouble, setTrouble] = useState<Trouble>(refusal === 'forbidden' ? 'forbidden' : key ? 'refused' : undefined)
  const [isTrying, setTrying] = useState(false)
  const attempt = async (typed: string): Promise<void> => {
    setTrying(true)
    try {
      await askDashboard(undefined, { key: typed, signal: new AbortController().signal })
      signIn(typed)
    } catch (error) {
      setTrouble(troubleOf(error))
      setTrying(false)
    }
  }
  return { trouble, isTrying, attempt }
}

const troubleOf = (error: unknown): Trouble => {
  if (isRefused(error, 401)) return 'refused'
  return isRefused(error, 403) ? 'forbidden' : 'offline'
}
