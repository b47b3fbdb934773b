import { inspect, isDeepStrictEqual } from 'node:util'

/** As much of a value as is to be told. Lists are told whole. */
export type DeepPartial<Value> = Value extends readonly unknown[] | Date
  ? Value
  : Value extends object
    ? { readonly [Key in keyof Value]?: DeepPartial<Value[Key]> }
    : Value

/** Where `actual` is not what was told of it, one line for each place; none when all of it is so. */
export const differences = (told: unknown, actual: unknown, path = ''): readonly string[] => {
  if (isPlain(told) && isPlain(actual)) {
    return Object.entries(told).flatMap(([key, value]) =>
      differences(value, actual[key], path === '' ? key : `${path}.${key}`),
    )
  }
  return isDeepStrictEqual(told, actual) ? [] : [`${path || 'it'} is ${shown(actual)}, not ${shown(told)}`]
}

/** On one line. */
export const shown = (value: unknown): string => inspect(value, { breakLength: Number.POSITIVE_INFINITY, depth: 4 })

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
