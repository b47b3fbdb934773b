import { setTimeout as pause } from 'node:timers/promises'

interface Chore {
  /** True when there is more to do at once. */
  readonly work: () => Promise<unknown>
  readonly logger: { warn(facts: object, message: string): void }
}

/** Does a chore again and again until the signal aborts; its failure is told, and is no reason to stop. */
export const every = async (
  { work, logger }: Chore,
  {
    name,
    pause: milliseconds,
    signal,
  }: { readonly name: string; readonly pause: number; readonly signal: AbortSignal },
): Promise<void> => {
  while (!signal.aborted) {
    const more = await work().catch((error: unknown) => {
      logger.warn({ error, chore: name }, 'a chore failed, and will be tried again')
      return false
    })
    if (more !== true) await pause(milliseconds, undefined, { signal }).catch(() => undefined)
  }
}
