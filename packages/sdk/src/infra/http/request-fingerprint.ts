import { createHash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'

/** Tells whether two requests ask for the same: SHA-256 of method, route, path parameters, query and body. */
export const requestFingerprint = ({ method, routeOptions, params, query, body }: FastifyRequest): string =>
  createHash('sha256')
    .update(JSON.stringify([method, routeOptions.url, params, query, body], canonical))
    .digest('base64url')

/** The order of an object's keys means nothing. */
const canonical = (_key: string, value: unknown): unknown => {
  if (typeof value === 'bigint') return String(value)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1)))
}
