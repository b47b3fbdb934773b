import { setTimeout as pause } from 'node:timers/promises'

/** How long nothing may happen, in milliseconds. */
const patience = 30_000

/** Resolves once `isDone`, however long that takes on a busy machine; rejects when `count` has stood still for too long. */
export const whileItMoves = async (isDone: () => boolean, count: () => number): Promise<void> => {
  let before = count()
  let since = performance.now()
  while (!isDone()) {
    const now = count()
    if (now !== before) since = performance.now()
    before = now
    if (performance.now() - since > patience) throw new Error(`it stands still at ${now}`)
    await pause(5)
  }
}
