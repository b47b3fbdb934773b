import { STATUS_CODES } from 'node:http'
import type { FastifyReply } from 'fastify'
import { z } from 'zod'

declare module 'fastify' {
  interface FastifyRequest {
    /** The code of the problem that was answered, for the log. */
    problemCode?: string
  }
}

/** RFC 9457. Further members are the facts of the failure: of `funnel.already_applied`, the application's id. */
export const Problem = z
  .looseObject({
    type: z.string().describe('a URN made from `code`'),
    title: z.string(),
    status: z.int().min(400).max(599),
    detail: z.string().describe('for people'),
    code: z.string().describe('for programs: it stays the same'),
    requestId: z.string(),
    errors: z
      .array(z.object({ path: z.string().describe('dotted; empty for the input as a whole'), message: z.string() }))
      .optional()
      .describe('all that is wrong with the input'),
  })
  .meta({ id: 'Problem' })
export type Problem = z.output<typeof Problem>

export interface ProblemToSend {
  readonly status: number
  readonly code: string
  readonly detail: string
  /** Members beside the standard ones. One that is named like a standard one is left out. */
  readonly facts?: Readonly<Record<string, unknown>>
  readonly headers?: Readonly<Record<string, string>>
}

/** Answers with a problem, for handlers and hooks that refuse by themselves: `return sendProblem(reply, …)`. */
export const sendProblem = (
  reply: FastifyReply,
  { status, code, detail, facts = {}, headers = {} }: ProblemToSend,
): FastifyReply => {
  const requestId = reply.request.id
  const title = STATUS_CODES[status] ?? 'Error'
  const standard = { type: `urn:baltra:problem:${code}`, title, status, detail, code, requestId }
  reply.request.problemCode = code
  return reply
    .code(status)
    .headers({ ...headers, 'x-request-id': requestId })
    .type('application/problem+json')
    .serializer(JSON.stringify)
    .send({ ...standard, ...facts, ...standard })
}
