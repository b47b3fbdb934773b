import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres'
import type { Scope } from './scope.ts'

export type Orm = NodePgDatabase

const scopes = new WeakMap<object, Scope>()
const orms = new WeakMap<object, Orm>()

/** Ties a session or transaction, whose types stay free of the query builder's, to the scope that it runs in. */
export const bindScope = (owner: object, scope: Scope): void => void scopes.set(owner, scope)

/** Statements built here are sent in their order with all others of the same transaction. */
export const ormOf = (owner: object): Orm => {
  const known = orms.get(owner)
  if (known) return known
  const scope = scopes.get(owner)
  if (!scope) throw new Error('only a session or transaction of database() has a query builder')
  // It asks nothing of a client but `query`.
  const orm = drizzle({ client: { query: scope.query } as never })
  orms.set(owner, orm)
  return orm
}
