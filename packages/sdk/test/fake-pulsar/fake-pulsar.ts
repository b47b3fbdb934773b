import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type WebSocket } from 'ws'
import { FakeTopic, type Sent } from './fake-topic.ts'

/** Answers a frame in its own way; false leaves it to the server. */
type Intercept = (frame: Record<string, unknown>, socket: WebSocket, path: string) => boolean

/** As much of Pulsar's admin and WebSocket APIs as the transport uses, in memory, and what a test wants to go wrong. */
export class FakePulsar implements AsyncDisposable {
  readonly topics = new Map<string, FakeTopic>()
  /** Upgrades that were asked for: path, and the token with it. */
  readonly upgrades: { readonly path: string; readonly authorization: string | undefined }[] = []
  /** Statuses to answer the next upgrades with. */
  readonly refusals: number[] = []
  intercept: Intercept = () => false
  /** Whether it answers pings. */
  isAlive = true
  /** Whether subscriptions share by key. */
  isShared = false
  readonly #wires = new Set<Duplex>()
  readonly #server = createServer((request, response) => void this.#admin(request, response))
  readonly #sockets = new WebSocketServer({ noServer: true, autoPong: false, maxPayload: 1_048_576 })

  static async start(): Promise<FakePulsar> {
    const fake = new FakePulsar()
    fake.#server.on('upgrade', (request, socket, head) => fake.#upgrade(request, socket, head))
    await new Promise<void>((resolve) => fake.#server.listen(0, '127.0.0.1', resolve))
    return fake
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  /** The connections that there are. */
  get connections(): readonly WebSocket[] {
    return [...this.#sockets.clients]
  }

  cut(): void {
    for (const socket of this.#sockets.clients) socket.terminate()
  }

  /** Ends all connections with a goodbye that may be none that RFC 6455 knows. */
  sayGoodbye(code: number): void {
    for (const wire of this.#wires) wire.end(Buffer.from([0x88, 2, code >> 8, code & 0xff]))
  }

  topic(name: string): FakeTopic {
    return this.topics.get(name)!
  }

  async #admin(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = ''
    for await (const chunk of request) text += String(chunk)
    // admin, v2, persistent, tenant, namespace, topic, subscription, its name
    const [, , , , , topic = '', what, name = ''] = partsOf(request.url)
    const known = this.topics.get(topic)
    const answer = (status: number, body: object = {}): void =>
      void response.writeHead(status).end(JSON.stringify(body))
    if (request.method === 'PUT' && (what ?? 'partitions') === 'partitions') {
      if (!known) this.topics.set(topic, new FakeTopic(this.topics.size))
      return answer(known ? 409 : 204)
    }
    if (!known) return answer(404, { reason: `Topic ${topic} not found` })
    if (what !== 'subscription') return answer(200, { partitions: 0 })
    const isThere = known.subscriptions.has(name)
    // Its type is that of whoever comes first.
    known.subscribe(name, this.isShared, JSON.parse(text) as 'latest')
    return answer(isThere ? 409 : 204)
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.upgrades.push({ path: request.url ?? '', authorization: request.headers.authorization })
    const [, , role, , , , topic = '', subscription = ''] = partsOf(request.url)
    const status = this.refusals.shift() ?? (this.topics.has(topic) ? undefined : 404)
    if (status !== undefined) {
      const page = `<html><title>Error ${status} for this reason</title></html>`
      return void socket.end(
        `HTTP/1.1 ${status} No\r\nconnection: close\r\ncontent-length: ${page.length}\r\n\r\n${page}`,
      )
    }
    this.#sockets.handleUpgrade(request, socket, head, (client) => {
      this.#wires.add(socket)
      client.on('close', () => this.#wires.delete(socket))
      client.on('error', () => undefined)
      client.on('ping', () => this.isAlive && client.pong())
      if (role === 'producer') this.#produce(client, this.topic(topic), request.url!)
      else this.#consume(client, this.topic(topic).subscribe(subscription, this.isShared, 'latest'), request.url!)
    })
  }

  #produce(client: WebSocket, topic: FakeTopic, path: string): void {
    client.on('message', (data: Buffer) => {
      const frame = JSON.parse(data.toString()) as Sent & { readonly context: string }
      if (this.intercept({ ...frame }, client, path)) return
      const { context, ...sent } = frame
      client.send(JSON.stringify({ result: 'ok', messageId: topic.store(sent), context }))
    })
  }

  #consume(client: WebSocket, subscription: ReturnType<FakeTopic['subscribe']>, path: string): void {
    const consumer = { permits: 0, deliver: (message: object) => client.send(JSON.stringify(message)) }
    subscription.join(consumer)
    client.on('close', () => subscription.leave(consumer))
    client.on('message', (data: Buffer) => {
      const frame = JSON.parse(data.toString()) as { type?: string; messageId?: string; permitMessages?: number }
      if (this.intercept(frame, client, path)) return
      if (frame.type === 'permit') {
        consumer.permits += frame.permitMessages!
        subscription.dispatch()
      } else if (frame.type === 'isEndOfTopic') client.send(JSON.stringify({ endOfTopic: false }))
      else subscription.acknowledge(frame.messageId!)
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cut()
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }
}

const partsOf = (url = '/'): readonly string[] =>
  new URL(url, 'http://localhost').pathname.split('/').slice(1).map(decodeURIComponent)
