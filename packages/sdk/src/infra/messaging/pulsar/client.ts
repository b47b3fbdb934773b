import { Failure } from '../../../seedwork/failure.ts'
import { loadPeer } from '../../../shared/peers/load-peer.ts'
import { admin } from './admin.ts'
import { defaults, type Pulsar, type PulsarOptions, type Session, type SessionOptions } from './config.ts'
import { SocketSession } from './session.ts'

/** What a frame of ours may have beyond `frameBytes`: the server's may be raised to what the broker takes, 5 MiB. */
const largestFrame = 8 * 1024 * 1024

/** Pulsar through its WebSocket API. Disposing of it closes all of its sessions. */
export const pulsarClient = (options: PulsarOptions): Pulsar & AsyncDisposable => {
  const { url, token, tenant, namespace, frameBytes, deadline, pingEvery } = { ...defaults, ...options }
  const webSocketUrl = (options.webSocketUrl ?? url.replace(/^http/, 'ws')).replace(/\/$/, '')
  const sessions = new Set<Session>()
  const closed = new AbortController()
  const headers = async (): Promise<Record<string, string>> =>
    token ? { authorization: `Bearer ${await fresh(token)}` } : {}
  const ask = admin({ url, headers, deadline })
  const topic = (name: string): readonly string[] => ['persistent', tenant, namespace, name]

  const open = async ({
    role,
    topic: name,
    subscription = '',
    query,
    signal,
    onFrame,
  }: SessionOptions): Promise<Session> => {
    if (closed.signal.aborted) throw over()
    // The server would make a missing topic, where it is set up as it comes.
    await ask('GET', [...topic(name), 'partitions'])
    const { WebSocket } = await loadPeer('ws', 'the Pulsar transport', () => import('ws'))
    const path = ['ws', 'v2', role, ...topic(name), subscription].filter(Boolean).map(encodeURIComponent).join('/')
    const parameters = Object.entries(query).map(([key, value]) => `${key}=${value}`)
    const address = `${webSocketUrl}/${path}?${parameters.join('&')}`
    const socket = new WebSocket(address, {
      headers: await headers(),
      maxPayload: largestFrame,
      perMessageDeflate: false,
    })
    const what = `${role} of ${topic(name).join('/')}`
    const inTime = AbortSignal.any([signal, closed.signal])
    const session = await SocketSession.open({ socket, what, pingEvery }, { onFrame, signal: inTime })
    sessions.add(session)
    session.over.addEventListener('abort', () => sessions.delete(session))
    return session
  }

  return {
    frameBytes,
    deadline,
    open,
    admin: ask,
    topic,
    async [Symbol.asyncDispose]() {
      closed.abort()
      await Promise.all([...sessions].map((session) => session.close()))
    },
  }
}

/** Of no use to wait for. */
const over = (): Failure =>
  new Failure('unavailable', 'pulsar.closed', 'this client of Pulsar was closed', { retryable: false })

const fresh = async (token: () => string | Promise<string>): Promise<string> => {
  try {
    return await token()
  } catch (error) {
    throw new Failure('unavailable', 'pulsar.no_token', 'there is no token for Pulsar', { cause: error })
  }
}
