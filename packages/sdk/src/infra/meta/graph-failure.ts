import type { z } from 'zod'
import { Failure, type FailureKind } from '../../seedwork/failure.ts'
import type { Classification, GraphCategory } from './classification.ts'
import type { GraphError } from './graph-error.ts'

type Family<Category extends string> = Category extends `${infer Name}.${string}` ? Name : Category

/** The code of a category, the same for all throttles, and what a caller can do about it. */
const families: Readonly<Record<Family<GraphCategory>, readonly [FailureKind, `meta.${string}`]>> = {
  network: ['unavailable', 'meta.network'],
  protocol: ['unavailable', 'meta.protocol'],
  rateLimit: ['unavailable', 'meta.rate_limited'],
  auth: ['forbidden', 'meta.auth'],
  termsNotAccepted: ['forbidden', 'meta.terms_not_accepted'],
  permission: ['forbidden', 'meta.permission'],
  notFoundOrNoAccess: ['not_found', 'meta.gone'],
  policyBlock: ['forbidden', 'meta.policy'],
  tooMuchData: ['invalid', 'meta.too_much_data'],
  badQuery: ['invalid', 'meta.bad_query'],
  transient: ['unavailable', 'meta.transient'],
  validation: ['invalid', 'meta.validation'],
  unknown: ['unavailable', 'meta.unknown'],
}

const failure = (
  { category, retryable }: Classification,
  message: string,
  details: Readonly<Record<string, unknown>>,
  cause?: unknown,
): Failure => {
  const [kind, code] = families[category.split('.')[0] as Family<GraphCategory>]
  return new Failure(kind, code, message, {
    retryable,
    details: { category, ...details },
    ...(cause !== undefined && { cause }),
  })
}

/** No answer came, or not all of it. */
export const unreachable = (message: string, cause?: unknown): Failure =>
  failure({ category: 'network', retryable: true }, message, {}, cause)

/** Not an address of Graph's, and never sent. */
export const badPath = (path: string): Failure =>
  failure({ category: 'validation', retryable: false }, `${JSON.stringify(path)} is no path of the Graph API`, {})

/** The answer is not JSON. Half an answer, or a gateway's page, may be a whole one next time; a redirect may not. */
export const unreadableBody = (status: number, details: Readonly<Record<string, unknown>>): Failure => {
  const retryable = status >= 500 || (status >= 200 && status < 300)
  return failure({ category: 'protocol', retryable }, `Graph answered ${status} with a body that is not JSON`, {
    status,
    ...details,
  })
}

/** The answer is JSON, but not what was asked for. Its values are not repeated. */
export const unreadableAnswer = (error: z.ZodError): Failure => {
  const paths = error.issues.map(({ path }) => path.join('.') || 'answer')
  return failure({ category: 'protocol', retryable: false }, `Graph's answer lacks or garbles ${paths.join(', ')}`, {
    paths,
  })
}

/** Graph said no. */
export const refused = (
  classification: Classification,
  error: GraphError,
  details: Readonly<{ status: number; retryAfterMs?: number; servedVersion?: string }>,
): Failure => {
  const { code, subcode, fbtraceId, blamed } = error
  const reason = code === 190 && subcode !== undefined ? tokenReasons[subcode] : undefined
  return failure(classification, `Graph answered ${details.status}: ${error.message}`, {
    ...details,
    ...(code !== undefined && { code }),
    ...(subcode !== undefined && { subcode }),
    ...(fbtraceId !== undefined && { fbtraceId }),
    ...(blamed.length > 0 && { blamed }),
    ...(reason !== undefined && { reason }),
  })
}

/** Meta: why a token is no longer good, by the subcode of 190. */
const tokenReasons: Readonly<Record<number, string>> = {
  458: 'app_not_installed',
  459: 'checkpoint',
  460: 'password_changed',
  463: 'expired',
  464: 'unconfirmed_user',
  467: 'revoked',
  492: 'page_session',
}
