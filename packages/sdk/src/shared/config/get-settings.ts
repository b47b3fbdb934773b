import type { z } from 'zod'
import { SettingsError, type SettingProblem } from './settings-error.ts'

export type Environment = Readonly<Record<string, string | undefined>>

const known = new WeakMap<z.ZodObject, object>()

/**
 * Settings from environment variables. The keys of `schema` are the variables' names; what `describe` says of one is
 * shown when it is wrong. An empty variable counts as one that is not set.
 *
 * - The environment is read here and nowhere else. The process's own is read once for each schema.
 * - Throws one `SettingsError` that lists everything missing or wrong, by name, and no value.
 * - The result is frozen.
 */
export const getSettings = <Schema extends z.ZodObject>(
  schema: Schema,
  environment?: Environment,
): Readonly<z.output<Schema>> => {
  if (environment) return read(schema, environment)
  const settings = known.get(schema) ?? read(schema, process.env)
  known.set(schema, settings)
  return settings as Readonly<z.output<Schema>>
}

const read = <Schema extends z.ZodObject>(schema: Schema, environment: Environment): Readonly<z.output<Schema>> => {
  const given = Object.fromEntries(Object.keys(schema.shape).map((name) => [name, environment[name] || undefined]))
  const parsed = schema.safeParse(given)
  if (!parsed.success) throw new SettingsError(parsed.error.issues.map((issue) => problemOf(issue, schema, given)))
  return Object.freeze(parsed.data)
}

const problemOf = (issue: z.core.$ZodIssue, schema: z.ZodObject, given: Environment): SettingProblem => {
  const variable = String(issue.path[0] ?? '')
  const field = schema.shape[variable] as z.core.$ZodType | undefined
  const hint = field && hintOf(field)
  const wrong = variable in given && given[variable] === undefined ? 'is not set' : withoutValues(issue.message, given)
  return { variable, message: hint ? `${wrong} (${hint})` : wrong }
}

/** `describe` before `optional` or `default` stays with the inner schema. */
const hintOf = (field: z.core.$ZodType): string | undefined => {
  const { description } = field as z.ZodType
  const { innerType, in: input } = field._zod.def as { innerType?: z.core.$ZodType; in?: z.core.$ZodType }
  const inner = innerType ?? input
  return description ?? (inner && hintOf(inner))
}

/** A message written for one schema may quote its input. Shorter values are no secrets, and occur in any sentence. */
const withoutValues = (message: string, given: Environment): string =>
  Object.values(given).reduce<string>(
    (text, value) => (value !== undefined && value.length > 3 ? text.replaceAll(value, '[value]') : text),
    message,
  )
