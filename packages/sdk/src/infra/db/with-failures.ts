import { failureOf } from './pg-failure.ts'

/** The same methods, rejecting with failures: the query builder's own errors quote the parameters, which are people's data. */
export const withFailures = <Methods extends object>(methods: Methods): Methods =>
  Object.fromEntries(
    Object.entries(methods).map(([name, member]) => [name, isMethod(member) ? guarded(member) : member]),
  ) as Methods

type Method = (...args: readonly unknown[]) => Promise<unknown>

const isMethod = (member: unknown): member is Method => typeof member === 'function'

const guarded =
  (method: Method): Method =>
  async (...args) => {
    try {
      return await method(...args)
    } catch (error) {
      throw failureOf(error)
    }
  }
