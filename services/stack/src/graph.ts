import { getSettings, port, secret } from '@baltra/sdk/shared/config'
import { logger } from '@baltra/sdk/shared/logging'
import { gracefulShutdown, runMain } from '@baltra/sdk/shared/process'
import { startGraphSimulator } from '@baltra/sdk/testing'
import { z } from 'zod'

const GraphSettings = z.object({
  GRAPH_PORT: port(),
  GRAPH_STORE: z.string().describe('the file that keeps its leads'),
  GRAPH_WEBHOOK_URL: z.url(),
  META_APP_SECRET: secret(),
  META_ACCESS_TOKEN: secret(),
  META_PAGE_ID: z.string(),
  META_FORM_ID: z.string(),
})

runMain('graph', async () => {
  const settings = getSettings(GraphSettings)
  const graph = await startGraphSimulator({
    appSecret: settings.META_APP_SECRET.reveal(),
    accessToken: settings.META_ACCESS_TOKEN.reveal(),
    pageId: settings.META_PAGE_ID,
    formIds: [settings.META_FORM_ID],
    webhookUrl: settings.GRAPH_WEBHOOK_URL,
    port: settings.GRAPH_PORT,
    store: settings.GRAPH_STORE,
  })
  const log = logger({ service: 'graph' })
  gracefulShutdown({ logger: log, steps: [{ name: 'graph', run: () => graph[Symbol.asyncDispose]() }] })
  log.info({ url: graph.url }, 'listening')
})
