import type { Opening } from '../../src/domain/opening.ts'
import type { Formats } from '../language/formats.ts'
import type { Messages } from '../language/english.ts'

/** `3 of 20 · 15 %`; without any seats there is no rate. */
export const seatsFilled = (
  { started, headcount }: Pick<Opening, 'started' | 'headcount'>,
  { t, format }: { t: Messages; format: Formats },
): string => {
  const share = format.share(started, headcount)
  return `${t.of(format.number(started), format.number(headcount))} · ${share ?? t.none}`
}
