import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import WebSocket, { WebSocketServer } from 'ws'

/** A wire to a WebSocket server that can be cut, and that looks into what is sent over it. */
export interface FrameProxy extends AsyncDisposable {
  readonly url: string
  /** Cuts all connections that there are. */
  cut(): void
  /** Answers frames of the client in the server's place, which then does not get to see them; `undefined` passes one. */
  intercept: (frame: string, path: string) => string | undefined
}

export const frameProxy = async (target: string): Promise<FrameProxy> => {
  const both = new Set<WebSocket>()
  const server = createServer()
  const clients = new WebSocketServer({ noServer: true, maxPayload: 2 ** 24 })
  const proxy: FrameProxy = {
    url: '',
    intercept: () => undefined,
    cut() {
      for (const socket of both) socket.terminate()
    },
    async [Symbol.asyncDispose]() {
      proxy.cut()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }

  const refuse = (socket: Duplex, status: number, body: string): void => {
    socket.end(
      `HTTP/1.1 ${status} Refused\r\nconnection: close\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    )
  }

  const join = (client: WebSocket, upstream: WebSocket, path: string): void => {
    client.on('message', (data: Buffer) => {
      const frame = data.toString()
      const answer = proxy.intercept(frame, path)
      if (answer === undefined) upstream.send(frame)
      else client.send(answer)
    })
    upstream.on('message', (data: Buffer) => client.send(data.toString()))
    upstream.on('close', () => client.terminate())
    // What was said before the goodbye goes on before it.
    client.on('close', (code) => (code === 1000 ? upstream.close(1000) : upstream.terminate()))
    client.on('error', () => undefined)
  }

  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const path = request.url ?? '/'
    const upstream = new WebSocket(target + path, { headers: { authorization: request.headers.authorization ?? '' } })
    both.add(upstream)
    upstream.on('close', () => both.delete(upstream))
    upstream.on('error', () => refuse(socket, 503, ''))
    upstream.on('unexpected-response', (_request, response) => {
      let page = ''
      response.on('data', (chunk: Buffer) => (page += chunk.toString()))
      response.on('end', () => refuse(socket, response.statusCode ?? 503, page))
    })
    upstream.on('open', () => {
      clients.handleUpgrade(request, socket, head, (client) => {
        both.add(client)
        client.on('close', () => both.delete(client))
        join(client, upstream, path)
      })
    })
  })

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return Object.assign(proxy, { url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}` })
}
