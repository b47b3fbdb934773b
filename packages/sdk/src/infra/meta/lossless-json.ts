/**
 * `JSON.parse`, except that a whole number beyond 2^53 becomes the string of its digits. Meta's ids have up to 18 digits
 * and may come as bare numbers: 120211234567890123 would silently become the id of something else.
 *
 * Never throws: what is no JSON, or nested too deeply for the stack, is `undefined`.
 */
export const parseLosslessly = (text: string): unknown => {
  try {
    return parse(text, keepDigits)
  } catch {
    return undefined
  }
}

const keepDigits = (_key: string, value: unknown, { source }: { readonly source?: string }): unknown =>
  typeof value === 'number' && !Number.isSafeInteger(value) && source !== undefined && /^-?\d+$/.test(source)
    ? source
    : value

/** The third argument is not yet in TypeScript's library; every Node that the package allows (>= 22.12) passes it. */
const parse = JSON.parse as (
  text: string,
  reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown,
) => unknown
