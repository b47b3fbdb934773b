import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import { Failure, type FailureKind } from '../../seedwork/failure.ts'
import type { HttpServer } from './http-server-type.ts'
import { inputErrors } from './input-errors.ts'
import { sendProblem, type ProblemToSend } from './problem.ts'

/**
 * The one place where an error becomes an HTTP answer.
 *
 * | what was thrown | answer |
 * |---|---|
 * | `Failure` of kind `invalid` | 422; 400 when its code is `invalid_input` |
 * | `not_found`, `forbidden`, `conflict` | 404, 403, 409 |
 * | `unavailable` | 503 with `Retry-After` |
 * | `unknown` | 500: clients and proxies repeat a 503 by themselves, and the effect may have happened |
 * | a request that its schemas refuse | 400 `invalid_input`; 404 `not_found` when it is the path: no such thing has such an id |
 * | anything else | 500 without a word of what it was |
 *
 * The facts of a failure (`details`) become members beside the standard ones. What happened inside is logged, never told.
 */
export const problemDetails = (app: HttpServer): void => {
  app.setErrorHandler(sendErrorAsProblem)
  app.setNotFoundHandler((request, reply) =>
    sendProblem(reply, { status: 404, code: 'no_such_route', detail: `there is no ${request.method} at this path` }),
  )
}

export const sendErrorAsProblem = (error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
  const problem = problemOf(error)
  if (problem.status >= 500) request.log.error({ err: error }, 'the request failed')
  return sendProblem(reply, problem)
}

const problemOf = (error: unknown): ProblemToSend =>
  Failure.is(error) ? problemOfFailure(error) : (problemOfRequest(error as FastifyError) ?? unexpected)

const unexpected: ProblemToSend = { status: 500, code: 'internal', detail: 'something went wrong on our side' }

const statuses: Readonly<Record<FailureKind, number>> = {
  invalid: 422,
  not_found: 404,
  conflict: 409,
  forbidden: 403,
  unavailable: 503,
  unknown: 500,
}

/** Codes whose answer is not that of their kind. */
const exceptions: Readonly<Record<string, { readonly status: number; readonly headers?: Record<string, string> }>> = {
  invalid_input: { status: 400 },
  'idempotency.key_reused': { status: 422 },
  'idempotency.in_flight': { status: 409, headers: { 'retry-after': '1' } },
}

const problemOfFailure = ({ kind, code, message, details }: Failure): ProblemToSend => {
  if (kind === 'unavailable')
    return { status: 503, code, detail: 'not possible right now', headers: { 'retry-after': '5' } }
  if (kind === 'unknown')
    return { status: 500, code, detail: 'it may have happened: repeat it with the same Idempotency-Key' }
  return { status: statuses[kind], ...exceptions[code], code, detail: message, facts: details }
}

/** What Fastify and the schemas say about a request; `undefined` when it is not the request's fault. */
const problemOfRequest = (error: FastifyError | undefined): ProblemToSend | undefined => {
  if (error?.validationContext === 'params') return { status: 404, code: 'not_found', detail: 'there is no such thing' }
  if (error?.validation) return invalidInput(error)
  const refused = refusals[error?.code ?? '']
  if (refused) return refused
  const status = error?.statusCode ?? 500
  return status < 500 ? { status, code: 'bad_request', detail: 'the request can not be understood' } : undefined
}

const invalidInput = ({ validation = [] }: FastifyError): ProblemToSend => {
  const issues = validation.map(({ params }) => params['issue'] as z.core.$ZodIssue)
  return {
    status: 400,
    code: 'invalid_input',
    detail: 'the input is not valid',
    facts: { errors: inputErrors(issues) },
  }
}

const malformed: ProblemToSend = { status: 400, code: 'malformed_json', detail: 'the body is not JSON' }

const refusals: Readonly<Record<string, ProblemToSend>> = {
  FST_ERR_CTP_INVALID_JSON_BODY: malformed,
  FST_ERR_CTP_EMPTY_JSON_BODY: malformed,
  FST_ERR_CTP_BODY_TOO_LARGE: {
    status: 413,
    code: 'body_too_large',
    detail: 'the body is larger than this server takes',
  },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: { status: 415, code: 'unsupported_media_type', detail: 'send application/json' },
  FST_ERR_BAD_URL: { status: 400, code: 'malformed_url', detail: 'the path is not a valid URL' },
  FST_ERR_MAX_PARAM_LENGTH: { status: 404, code: 'not_found', detail: 'there is no such thing' },
}
