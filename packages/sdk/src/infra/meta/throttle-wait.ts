import type { Classification } from './classification.ts'
import { waitHint, type AnswerHeaders } from './usage-headers.ts'

const oneMinute = 60_000
const longest = 15 * oneMinute

/**
 * How long a throttled caller stays away, in milliseconds: as long as Meta says and up to a tenth more, so that callers
 * don't all come back at once; where it says nothing, full jitter over a span that doubles from a minute.
 */
export const throttleWait = (
  { waitMs }: Classification,
  { headers, node, attempt }: { readonly headers: AnswerHeaders; readonly node: string; readonly attempt: number },
  random: () => number,
): number => {
  const told = waitHint(headers, node) ?? waitMs
  if (told !== undefined) return Math.round(told * (1 + random() / 10))
  return Math.round(random() * Math.min(longest, oneMinute * 2 ** (attempt - 1)))
}
