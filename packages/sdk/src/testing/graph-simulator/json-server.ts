import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { metaJson } from './meta-json.ts'

/** An answer over HTTP. Text is sent as it is, anything else as JSON. */
export interface ScriptedAnswer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body: unknown
}

export interface JsonServer {
  readonly url: string
  close(): Promise<void>
}

export type Answering = (request: IncomingMessage) => ScriptedAnswer | Promise<ScriptedAnswer>

/** Listens on the loopback address only. Rejects when the port is taken. */
export const startJsonServer = async (answer: Answering, port: number): Promise<JsonServer> => {
  const server = createServer((request, response) => void respond(answer, request, response))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

const respond = async (answer: Answering, request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const { status, headers, body } = await settle(answer, request)
  const type = typeof body === 'string' ? 'text/html; charset=utf-8' : 'application/json; charset=utf-8'
  response.writeHead(status, { 'content-type': type, ...headers })
  response.end(typeof body === 'string' ? body : metaJson(body))
}

const settle = async (answer: Answering, request: IncomingMessage): Promise<ScriptedAnswer> => {
  try {
    return await answer(request)
  } catch (error) {
    return { status: 500, body: { error: { message: `the simulator failed: ${String(error)}` } } }
  }
}
