import { EventEmitter } from 'node:events'
import { types } from 'node:util'

/** How deep a literal may keep what reaches the outside: `{ applications: { byId() } }`. Rows are deeper, and data. */
const depth = 3

/**
 * Whether what the outside handed out reaches the outside itself, as a transaction or a delivery does, and is not data: it
 * can be closed, iterated or listened to, has async methods, or is a literal with functions in it.
 */
export const isOutside = (value: unknown, left = depth): value is object => {
  if (typeof value === 'function') return true
  if (!canBeWrapped(value) || left === 0) return false
  if (Symbol.asyncDispose in value || Symbol.asyncIterator in value || value instanceof EventEmitter) return true
  const members = membersOf(value)
  return isLiteral(value)
    ? members.some((member) => isOutside(member, left - 1))
    : members.some((member) => types.isAsyncFunction(member))
}

/** Not what the language brings along: a list, a date, an error or a promise behind a proxy is none any more. */
export const canBeWrapped = (value: unknown): value is object => {
  if (typeof value === 'function') return true
  return typeof value === 'object' && value !== null && !prototypesOf(value).some(isBuiltIn)
}

const isBuiltIn = (prototype: object): boolean => {
  const maker: unknown = prototype.constructor
  return typeof maker === 'function' && maker !== Object && Reflect.get(globalThis, maker.name) === maker
}

const isLiteral = (value: object): boolean => prototypesOf(value).length === 0

/** Without running a getter. */
const membersOf = (value: object): readonly unknown[] =>
  [value, ...prototypesOf(value)].flatMap((owner) =>
    Object.values(Object.getOwnPropertyDescriptors(owner)).map((property): unknown => property.value),
  )

/** All but the one that every object has. */
const prototypesOf = (value: object): readonly object[] => {
  const prototype = Object.getPrototypeOf(value) as object | null
  return prototype === null || prototype === Object.prototype ? [] : [prototype, ...prototypesOf(prototype)]
}
