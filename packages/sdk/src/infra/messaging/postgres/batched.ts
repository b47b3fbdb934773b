/**
 * Writes what comes together: one write is under way at a time, and what is asked for meanwhile goes with the next. Each
 * caller's promise ends as the write did that took its item.
 */
export const batched = <Item>(write: (items: readonly Item[]) => Promise<void>): ((item: Item) => Promise<void>) => {
  let waiting: Item[] = []
  let next: Promise<void> | undefined
  let last: Promise<unknown> = Promise.resolve()
  const flush = async (): Promise<void> => {
    await last
    const items = waiting
    waiting = []
    next = undefined
    const written = write(items)
    last = written.catch(() => undefined)
    await written
  }
  return (item) => {
    waiting.push(item)
    next ??= flush()
    return next
  }
}
