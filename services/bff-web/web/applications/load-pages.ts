import type { Application, ApplicationPage } from '../../src/domain/application.ts'

export interface Loaded {
  readonly items: readonly Application[]
  /** True when nothing follows that could belong here. */
  readonly isWhole: boolean
}

interface Wanted {
  /** At least so many pages, if there are so many. */
  readonly pages: number
  /** True for a row after which nothing of interest can come. */
  readonly isPast: (application: Application) => boolean
}

/** All pages again, from the first: rows move between pages while people apply. */
export const loadPages = async (
  ask: (cursor: string | undefined) => Promise<ApplicationPage>,
  { pages, isPast }: Wanted,
): Promise<Loaded> => {
  const items: Application[] = []
  let cursor: string | undefined
  for (let page = 0; page < pages; page += 1) {
    const answer = await ask(cursor)
    items.push(...answer.items)
    const isWhole = answer.nextCursor === null || answer.items.some(isPast)
    if (isWhole) return { items, isWhole }
    cursor = answer.nextCursor ?? undefined
  }
  return { items, isWhole: false }
}
