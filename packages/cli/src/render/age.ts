const units = [
  ['d', 86_400],
  ['h', 3_600],
  ['min', 60],
] as const

/** `0.4 s`, `35 s`, `2 min`, `3 h`, `5 d`; `-` when there is none. */
export const age = (seconds: number | undefined): string => {
  if (seconds === undefined) return '-'
  // One step early, so that 59.7 s does not read 60 s.
  const unit = units.find(([, length]) => Math.round(seconds) >= length)
  if (unit) return `${Math.floor(Math.round(seconds) / unit[1])} ${unit[0]}`
  return seconds < 9.95 ? `${seconds.toFixed(1)} s` : `${Math.round(seconds)} s`
}
