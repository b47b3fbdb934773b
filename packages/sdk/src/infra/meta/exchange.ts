import { classify, type Classification } from './classification.ts'
import type { GraphConfig } from './config.ts'
import { readGraphError, type GraphError } from './graph-error.ts'
import { refused, unreachable, unreadableBody } from './graph-failure.ts'
import { parseLosslessly } from './lossless-json.ts'
import { redaction } from './redaction.ts'
import { throttleWait } from './throttle-wait.ts'
import type { AnswerHeaders } from './usage-headers.ts'

/** What is needed of `fetch`. */
export type Fetch = (
  url: string,
  init: { readonly headers: Record<string, string>; readonly redirect: 'manual'; readonly signal: AbortSignal },
) => Promise<{ readonly status: number; readonly headers: AnswerHeaders; text(): Promise<string> }>

export interface Question {
  readonly url: string
  /** The id that is asked about. */
  readonly node: string
  /** Counts from 1. */
  readonly attempt: number
  readonly signal: AbortSignal
}

interface Answer {
  readonly status: number
  readonly headers: AnswerHeaders
  readonly text: string
}

/** One question and its answer, without any second try. */
export const exchange = (
  { fetch, random }: { readonly fetch: Fetch; readonly random: () => number },
  {
    accessToken,
    secrets,
    version,
  }: Pick<GraphConfig, 'accessToken' | 'version'> & { readonly secrets: readonly string[] },
): ((question: Question) => Promise<unknown>) => {
  const redact = redaction(secrets)
  const headers = { authorization: `Bearer ${accessToken}`, accept: 'application/json' }

  const send = async ({ url, signal }: Question): Promise<Answer> => {
    try {
      // A redirect would carry the proof to wherever it points.
      const response = await fetch(url, { headers, redirect: 'manual', signal })
      return { status: response.status, headers: response.headers, text: await response.text() }
    } catch (error) {
      throw unreachable('no answer from Graph', new Error(redact(chain(error))))
    }
  }

  const refuse = (error: GraphError, { status, headers: answered }: Answer, question: Question): Error => {
    const verdict = classify(error, status)
    const wait = waits(verdict)
      ? { retryAfterMs: throttleWait(verdict, { ...question, headers: answered }, random) }
      : {}
    return refused(
      verdict,
      { ...error, message: redact(error.message) },
      { status, ...wait, ...servedBy(answered, version) },
    )
  }

  return async (question) => {
    const answer = await send(question)
    const body = parseLosslessly(answer.text)
    const error = readGraphError(body) ?? errorOfStatus(answer.status)
    if (error && (body !== undefined || answer.status === 429)) throw refuse(error, answer, question)
    if (body === undefined) throw unreadableBody(answer.status, servedBy(answer.headers, version))
    return body
  }
}

const waits = ({ category, retryable }: Classification): boolean => retryable && category.startsWith('rateLimit')

/** Meta runs a call that asks for a dead version on a living one. */
const servedBy = (headers: AnswerHeaders, asked: string): { servedVersion?: string } => {
  const servedVersion = headers.get('facebook-api-version')
  return servedVersion === null || servedVersion === asked ? {} : { servedVersion }
}

const errorOfStatus = (status: number): GraphError | undefined =>
  status >= 200 && status < 300 ? undefined : { message: 'no reason given', isTransient: false, blamed: [] }

/** `fetch failed`, and why: an error and its causes. Some have no message, only a code. */
const chain = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  const said = 'code' in error ? `${String(error)} (${String(error.code)})` : String(error)
  return error.cause === undefined ? said : `${said}: ${chain(error.cause)}`
}
