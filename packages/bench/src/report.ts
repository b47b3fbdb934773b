import { isReached, type Goal, type Ratio, type Result } from './benchmark.ts'

/** One line of JSON; a goal is its number, and `null` where there is none. */
export const asJson = ({ name, ratios, milliseconds, peers }: Result): string =>
  JSON.stringify({ name, ratios: ratios && withNumbers(ratios), milliseconds, peers })

const withNumbers = (ratios: Readonly<Record<string, Ratio>>): object =>
  Object.fromEntries(
    Object.entries(ratios).map(([id, ratio]) => [id, { ...ratio, goal: numberOf(ratio.goal) }]),
  ) as object

export const asTable = ({ ratios = {}, milliseconds = {}, peers = {} }: Result): string =>
  [
    ...Object.entries(ratios).map(([id, ratio]) => `${id.padEnd(24)} ${spreadOf(ratio)}  ${verdict(ratio)}`),
    ...Object.entries(milliseconds).map(
      ([id, { p50, p99, max }]) => `${id.padEnd(24)} p50 ${p50}  p99 ${p99}  max ${max}`,
    ),
    ...Object.entries(peers).map(([name, version]) => `beside ${name} ${version}`),
  ]
    .map((line) => `${line.trimEnd()}\n`)
    .join('')

const numberOf = (goal: Goal | undefined): number | null => {
  if (!goal) return null
  return 'atLeast' in goal ? goal.atLeast : goal.atMost
}

const spreadOf = ({ median, min, max }: Ratio): string => `median ${median}  min ${min}  max ${max}`.padEnd(42)

const verdict = (ratio: Ratio): string => {
  const { goal } = ratio
  if (!goal) return ''
  const wanted = 'atLeast' in goal ? `at least ${goal.atLeast}` : `at most ${goal.atMost}`
  return `${wanted}: ${isReached(ratio) ? 'reached' : 'NOT reached'}`
}
