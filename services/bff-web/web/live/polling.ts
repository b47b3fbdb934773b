import { delayAfter } from './poll-schedule.ts'

export interface Polling {
  /** Asks at once, whatever the schedule says. */
  readonly now: () => void
  readonly stop: () => void
}

export interface PollingOptions<Data> {
  readonly ask: (signal: AbortSignal) => Promise<Data>
  /** Answers whether all is well; if not, the next question waits longer. */
  readonly onData: (data: Data) => boolean
  /** Answers whether asking again makes sense. */
  readonly onFailure: (error: unknown) => boolean
}

/**
 * Asks again and again, one question at a time, and not at all while nobody looks (the page is hidden).
 * Polling rather than server-sent events: it needs no open connection per page, survives proxies and sleep, and an answer
 * is always whole, so there is nothing to catch up on.
 */
export const startPolling = <Data>({ ask, onData, onFailure }: PollingOptions<Data>): Polling => {
  let failures = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  let question: AbortController | undefined

  const later = (): void => {
    clearTimeout(timer)
    if (!document.hidden) timer = setTimeout(now, delayAfter(failures))
  }

  const settle = (again: boolean, well: boolean): void => {
    question = undefined
    failures = well ? 0 : failures + 1
    if (again) later()
  }

  const now = (): void => {
    clearTimeout(timer)
    question?.abort()
    const { signal } = (question = new AbortController())
    ask(signal).then(
      (data) => signal.aborted || settle(true, onData(data)),
      (error: unknown) => signal.aborted || settle(onFailure(error), false),
    )
  }

  const look = (): void => (document.hidden ? clearTimeout(timer) : now())

  document.addEventListener('visibilitychange', look)
  addEventListener('online', now)
  now()
  return {
    now,
    stop: () => {
      clearTimeout(timer)
      question?.abort()
      document.removeEventListener('visibilitychange', look)
      removeEventListener('online', now)
    },
  }
}
