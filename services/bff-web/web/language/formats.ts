export interface Formats {
  readonly number: (value: number) => string
  /** Null for a zero denominator: there is no such rate. */
  readonly share: (part: number, whole: number) => string | null
  /** `2026-11-24` in words. */
  readonly day: (date: string) => string
  readonly time: (instant: string) => string
  /** Short, for lists. */
  readonly stamp: (instant: string) => string
  /** Whole, for one thing. */
  readonly moment: (instant: string) => string
  readonly ago: (instant: string, now: number) => string
  readonly list: (items: readonly string[]) => string
  /** The calendar day of an instant in the company's zone, as `2026-11-24`. */
  readonly dayOf: (instant: string) => string
  readonly zone: string
}

/** Everything that a person reads as number or time: in their language, and in the time zone of the company. */
export const formatsFor = (locale: string, timeZone: string): Formats => {
  const numbers = new Intl.NumberFormat(locale)
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 })
  const days = new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' })
  const times = new Intl.DateTimeFormat(locale, { timeStyle: 'short', timeZone })
  const moments = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium', timeZone })
  const stamps = new Intl.DateTimeFormat(locale, {
    day: 'numeric',
    month: 'short',
    hour: 'numeric',
    minute: '2-digit',
    timeZone,
  })
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' })
  const lists = new Intl.ListFormat(locale)
  const calendar = new Intl.DateTimeFormat('en-CA', { timeZone })
  return {
    number: (value) => numbers.format(value),
    share: (part, whole) => (whole === 0 ? null : percent.format(part / whole)),
    day: (date) => days.format(new Date(`${date}T12:00:00Z`)),
    time: (instant) => times.format(new Date(instant)),
    stamp: (instant) => stamps.format(new Date(instant)),
    moment: (instant) => moments.format(new Date(instant)),
    ago: (instant, now) => relative.format(...sinceThen((now - Date.parse(instant)) / 1000)),
    list: (items) => lists.format(items),
    dayOf: (instant) => calendar.format(new Date(instant)),
    zone: timeZone,
  }
}

const sinceThen = (seconds: number): [number, Intl.RelativeTimeFormatUnit] => {
  if (seconds < 60) return [-Math.max(0, Math.round(seconds)), 'second']
  if (seconds < 3600) return [-Math.floor(seconds / 60), 'minute']
  if (seconds < 86_400) return [-Math.floor(seconds / 3600), 'hour']
  return [-Math.floor(seconds / 86_400), 'day']
}
