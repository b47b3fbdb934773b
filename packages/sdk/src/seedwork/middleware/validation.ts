import type { Middleware } from '../command-bus.ts'
import { invalidInput } from '../invalid-input.ts'

/** The handler gets what the schema made of the input: defaults filled in, unknown fields refused. */
export const validation = (): Middleware => (definition, next) => (input, call) => {
  const parsed = definition.input.safeParse(input)
  return parsed.success ? next(parsed.data, call) : Promise.reject(invalidInput(parsed.error))
}
