import { Failure, type Bus, type Call } from '@baltra/sdk'
import type { LeadPages } from '@baltra/sdk/domain/ports/funnel'
import { ReceiveLead } from '@baltra/sdk/domain/services/funnel'
import { rawBody, sendProblem, type HttpServer } from '@baltra/sdk/infra/http'
import { answerHandshake, parseWebhook, verifySignature, type WebhookChange } from '@baltra/sdk/infra/meta'
import type { Logger } from '@baltra/sdk/shared/logging'
import { z } from 'zod'

interface Dependencies {
  readonly commands: Bus
  readonly pages: LeadPages
  readonly logger: Logger
}

interface Options {
  readonly secrets: readonly string[]
  readonly verifyToken: string
}

type Leadgen = Extract<WebhookChange, { kind: 'leadgen' }>

const tags = ['meta']
const Challenge = { description: 'the challenge, as it came', content: { 'text/plain': { schema: z.string() } } }

/** Meta sends up to a thousand changes at once: a few transactions side by side leave connections for others. */
const sideBySide = 4

/** Meta is answered as soon as what it told is committed; the leads themselves are read later, by the worker. */
export const metaWebhook = (app: HttpServer, dependencies: Dependencies, { secrets, verifyToken }: Options): void => {
  app.get('/v1/meta/webhook', {
    schema: { operationId: 'answerMetaHandshake', tags, response: { 200: Challenge } },
    handler: async (request, reply) => {
      const challenge = answerHandshake({ verifyToken }, rawQueryOf(request.url))
      if (challenge === undefined)
        return sendProblem(reply, {
          status: 403,
          code: 'meta.handshake_refused',
          detail: 'the verify token is not ours',
        })
      return reply.type('text/plain').send(challenge)
    },
  })

  void app.register(async (scope) => {
    rawBody(scope)
    scope.post('/v1/meta/webhook', {
      schema: { operationId: 'receiveMetaWebhook', tags, response: { 200: z.object({ received: z.int() }) } },
      handler: async (request, reply) => {
        const header = request.headers['x-hub-signature-256']
        if (!verifySignature({ secrets }, request.rawBody, typeof header === 'string' ? header : undefined)) {
          return sendProblem(reply, {
            status: 401,
            code: 'meta.bad_signature',
            detail: 'the signature is missing or wrong',
          })
        }
        return { received: await receive(dependencies, parseWebhook(request.rawBody), request.id) }
      },
    })
  })
}

/** A query may have question marks of its own. */
const rawQueryOf = (url: string): string => (url.includes('?') ? url.slice(url.indexOf('?') + 1) : '')

const receive = async (
  dependencies: Dependencies,
  changes: readonly WebhookChange[],
  requestId: string,
): Promise<number> => {
  const leads: Leadgen[] = []
  for (const change of changes) {
    if (change.kind === 'leadgen') leads.push(change)
    else
      dependencies.logger.warn(
        { change: change.kind === 'malformed' ? change : { ...change, value: undefined } },
        'a webhook change was left aside',
      )
  }
  const queue = leads.values()
  const work = async (): Promise<void> => {
    for (const lead of queue) await receiveOne(dependencies, lead, requestId)
  }
  await Promise.all(Array.from({ length: sideBySide }, work))
  return leads.length
}

const receiveOne = async (
  { commands, pages, logger }: Dependencies,
  { leadgenId, pageId, formId, adId }: Leadgen,
  requestId: string,
): Promise<void> => {
  const companyId = await pages.companyOf(pageId)
  if (!companyId) return logger.warn({ pageId, leadgenId }, 'a lead of a page that no company connected was left aside')
  const call: Call = { companyId, actor: { kind: 'system', id: 'meta-webhook' }, correlationId: requestId }
  try {
    await commands.send(ReceiveLead, { leadgenId, pageId, formId, ...(adId ? { adId } : {}) }, call)
  } catch (error) {
    // Meta repeats what is refused for 36 hours: what will never fit must not come again and again.
    if (!Failure.is(error) || error.kind !== 'invalid') throw error
    logger.warn({ error, leadgenId }, 'a lead that does not fit was left aside')
  }
}
