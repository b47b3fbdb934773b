import { createContext, useContext, useMemo, useState, type ReactNode } from 'react'
import { tabStore } from '../preferences/store.ts'

interface Session {
  /** Null: nobody typed a key; the server may know who it is all the same (development sign-in). */
  readonly key: string | null
  readonly signIn: (key: string) => void
  readonly signOut: () => void
}

const SessionContext = createContext<Session | null>(null)

export const SessionProvider = ({ children }: { children: ReactNode }) => {
  const [key, setKey] = useState(() => tabStore.read('apiKey'))
  const session = useMemo(() => {
    const change = (next: string | null) => {
      tabStore.write('apiKey', next)
      setKey(next)
    }
    return { key, signIn: change, signOut: () => change(null) }
  }, [key])
  return <SessionContext value={session}>{children}</SessionContext>
}

export const useSession = (): Session => {
  const session = useContext(SessionContext)
  if (session === null) throw new Error('useSession needs a SessionProvider above it')
  return session
}
