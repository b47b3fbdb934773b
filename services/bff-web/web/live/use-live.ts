import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { startPolling, type Polling } from './polling.ts'

export interface Live<Data> {
  /** The last good answer, also while a later question fails. */
  readonly data: Data | undefined
  readonly failure: unknown
  /** When `data` came, in milliseconds. */
  readonly at: number | undefined
  readonly retry: () => void
}

interface Known<Data> {
  readonly name: string
  readonly data?: Data | undefined
  readonly failure?: unknown
  readonly at?: number | undefined
}

export interface LiveOptions<Data> {
  /** What is asked. Another name is another question; a known one shows its last answer at once. */
  readonly name: string
  readonly ask: (signal: AbortSignal) => Promise<Data>
  readonly isWell?: (data: Data) => boolean
  readonly isFinal?: (error: unknown) => boolean
}

const always = () => true
const never = () => false

export const useLive = <Data>({ name, ask, isWell = always, isFinal = never }: LiveOptions<Data>): Live<Data> => {
  const [known, setKnown] = useState<Known<Data>>({ name })
  const answers = useRef(new Map<string, Known<Data>>())
  const polling = useRef<Polling>(undefined)

  useEffect(() => {
    const tell = (news: Known<Data>) => {
      answers.current.set(name, news)
      setKnown(news)
    }
    const started = startPolling<Data>({
      ask,
      onData: (data) => {
        tell({ name, data, at: Date.now() })
        return isWell(data)
      },
      onFailure: (failure) => {
        tell({ ...answers.current.get(name), name, failure })
        return !isFinal(failure)
      },
    })
    polling.current = started
    return () => started.stop()
    // Functions are made anew by every render; the name says what they ask.
  }, [name])

  const retry = useCallback(() => polling.current?.now(), [])
  const { data, failure, at } = known.name === name ? known : (answers.current.get(name) ?? { name })
  return useMemo(() => ({ data, failure, at, retry }), [data, failure, at, retry])
}
