import type { KeyboardEvent } from 'react'

const moves: Readonly<Record<string, (at: number, last: number) => number>> = {
  ArrowDown: (at, last) => Math.min(at + 1, last),
  ArrowUp: (at) => Math.max(at - 1, 0),
  Home: () => 0,
  End: (_, last) => last,
}

/** Arrows move between the rows of a list: their first link or button. Tab goes on as always. */
export const onListKey = (event: KeyboardEvent<HTMLElement>): void => {
  const move = moves[event.key]
  if (move === undefined || event.altKey || event.ctrlKey || event.metaKey) return
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-row]')]
  const at = rows.findIndex((row) => row.contains(document.activeElement))
  if (at === -1) return
  event.preventDefault()
  const next = rows[move(at, rows.length - 1)]
  if (next?.matches('a, button')) next.focus()
  else next?.querySelector<HTMLElement>('a, button')?.focus()
}
