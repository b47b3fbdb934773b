import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres'
import type { Scope } from './scope.ts'

export type Orm = NodePgDatabase

const orms = new WeakMap<object, Orm>()

/** Ties a session or transaction, whose types stay free of the query builder's, to the builder that runs in it. */
export const bindOrm = (owner: object, scope: Scope): void => {
  // It asks nothing of a client but `query`.
  orms.set(owner, drizzle({ client: { query: scope.query } as never }))
}

/** Statements built here are sent in their order with all others of the same transaction. */
export const ormOf = (owner: object): Orm => {
  const orm = orms.get(owner)
  if (!orm) throw new Error('only a session or transaction of database() has a query builder')
  return orm
}
