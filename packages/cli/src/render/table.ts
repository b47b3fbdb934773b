import { printable } from './printable.ts'

export type Cell = string | number

/** Columns as wide as what is in them; numbers stand to the right. Empty for no rows. */
export const table = <const Heading extends string>(
  headings: readonly Heading[],
  rows: readonly Readonly<Record<Heading, Cell>>[],
): string => {
  if (rows.length === 0) return ''
  const lines = [
    headings.map((heading) => heading as string),
    ...rows.map((row) => headings.map((heading) => printable(String(row[heading])))),
  ]
  const isRight = headings.map((heading) =>
    rows.every((row) => typeof row[heading] === 'number' || row[heading] === '-'),
  )
  const widths = headings.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)))
  return lines
    .map((line) => {
      const cells = line.map((cell, column) =>
        isRight[column] ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!),
      )
      return `${cells.join('  ').trimEnd()}\n`
    })
    .join('')
}
