import { UsageError } from './usage-error.ts'

/** The value of an option that counts something. */
export const wholeNumber = (
  option: string,
  given: string | undefined,
  { fallback, most }: { readonly fallback: number; readonly most: number },
): number => {
  if (given === undefined) return fallback
  const number = /^[1-9]\d*$/.test(given) ? Number(given) : Infinity
  if (number > most) throw new UsageError(`--${option} must be a whole number from 1 to ${most}`)
  return number
}
