import { once } from 'node:events'
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { withoutEntries } from './without-entries.ts'

export interface AwsProxy extends AsyncDisposable {
  readonly url: string
  /** Cuts all connections, and takes no other for a while. */
  cut(milliseconds?: number): Promise<void>
  /** Answers for the entries of a batch with this text that the broker is in trouble, and does not pass them on. */
  refuse(text: string): () => void
  /** Cuts every call of an operation of SQS off, until the answer is called. */
  fail(operation: string): () => void
  /** Lets the next answer with this text get lost, after the broker gave it. */
  lose(text: string): void
  /** How many calls of an operation of SQS were made. */
  count(operation: string): number
}

/** A wire to SQS and SNS, or to a stand-in, that breaks when it is told to. */
export const awsProxy = async (target: string): Promise<AwsProxy> => {
  const sockets = new Set<Socket>()
  const refused = new Set<string>()
  const failing = new Set<string>()
  const losing = new Set<string>()
  const counts = new Map<string, number>()
  let isDown = false
  const server = createServer((incoming, outgoing) => {
    const operation = String(incoming.headers['x-amz-target']).replace('AmazonSQS.', '')
    counts.set(operation, (counts.get(operation) ?? 0) + 1)
    if (failing.has(operation)) return void incoming.socket.destroy()
    void pass(incoming, outgoing, { target, refused, losing }).catch(() => incoming.socket.destroy())
  })
  server.on('connection', (socket) => {
    if (isDown) return void socket.destroy()
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const destroyAll = (): void => sockets.forEach((socket) => socket.destroy())
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async cut(milliseconds = 0) {
      isDown = true
      destroyAll()
      await pause(milliseconds)
      isDown = false
    },
    refuse(text) {
      refused.add(text)
      return () => refused.delete(text)
    },
    fail(operation) {
      failing.add(operation)
      return () => failing.delete(operation)
    },
    lose: (text) => void losing.add(text),
    count: (operation) => counts.get(operation) ?? 0,
    async [Symbol.asyncDispose]() {
      destroyAll()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

interface Wire {
  readonly target: string
  readonly refused: ReadonlySet<string>
  readonly losing: Set<string>
}

const pass = async (
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  { target, refused, losing }: Wire,
): Promise<void> => {
  const sent = await textOf(incoming)
  const isJson = incoming.headers['content-type']?.includes('json') === true
  const { body, complete } = withoutEntries(sent, { isJson, refused })
  if (body === undefined) {
    outgoing.writeHead(200, { 'content-type': isJson ? 'application/x-amz-json-1.0' : 'text/xml' })
    return void outgoing.end(complete(''))
  }
  const headers = { ...incoming.headers, host: new URL(target).host, 'content-length': String(Buffer.byteLength(body)) }
  const upstream = request(new URL(incoming.url!, target), { method: incoming.method!, headers, agent: false })
  // Whoever goes away goes away on both sides: what becomes of his poll is for the broker to decide.
  outgoing.on('close', () => upstream.destroy())
  upstream.end(body)
  const [answer] = (await once(upstream, 'response')) as [IncomingMessage]
  const text = complete(await textOf(answer))
  for (const lost of losing) if (text.includes(lost) && losing.delete(lost)) return void incoming.socket.destroy()
  outgoing.writeHead(answer.statusCode!, { ...answer.headers, 'content-length': String(Buffer.byteLength(text)) })
  outgoing.end(text)
}

const textOf = async (stream: AsyncIterable<unknown>): Promise<string> => {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}
