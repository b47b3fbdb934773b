import type { Failure } from '../../../seedwork/failure.ts'

export interface PulsarOptions {
  /** `http://broker:8080` or `https://broker:8443`: its admin API, and its WebSocket service unless that is elsewhere. */
  readonly url: string
  /** Where a WebSocket proxy of its own runs: `ws://proxy:8080`. By default at `url`. */
  readonly webSocketUrl?: string
  readonly tenant?: string
  readonly namespace?: string
  /** Asked for each connection and each call: an expired token is followed by a fresh one. Without it nobody logs in. */
  readonly token?: () => string | Promise<string>
  /**
   * The most bytes of one text frame, as the server has it in `webSocketMaxTextFrameSize`: a larger one would end the
   * connection with all that is under way on it. A message may have about three quarters of it, being sent as base64.
   */
  readonly frameBytes?: number
  /** Milliseconds for a whole call, connecting included. Less than the 30 s after which the server gives a send up. */
  readonly deadline?: number
  /** Milliseconds between signs of life. Less than what proxies on the way take for idle; the server itself waits 300 s. */
  readonly pingEvery?: number
}

export const defaults = {
  tenant: 'public',
  namespace: 'default',
  frameBytes: 1_048_576,
  deadline: 15_000,
  pingEvery: 30_000,
}

/** How a subscription hands its messages to the instances of a consumer. */
export interface PulsarSubscriberOptions {
  /**
   * `Failover`: one instance has a topic, or its share of the partitions, and the others stand by. `Key_Shared`: each
   * instance has keys of its own. Both keep the order, since nothing is ever refused to the server: there a refused
   * message would come after its successors (Key_Shared), or all behind it would come twice (Failover).
   */
  readonly type?: 'Failover' | 'Key_Shared'
  /** Where a consumer begins that subscribes for the first time. */
  readonly from?: 'latest' | 'earliest'
  /**
   * How many messages of a topic are in this process at most. A lane that waits for a retry keeps its messages here; when
   * they fill it, other lanes wait too. What is here comes again elsewhere when the process dies.
   */
  readonly prefetch?: number
  /**
   * When stopping, milliseconds to end what is in hand. So long the other instances wait for the rest; then they get all of
   * it, even while it goes on here.
   */
  readonly grace?: number
}

/** One producer or one consumer on the wire. */
export interface Session {
  /** Aborted when it is over, whoever ended it; the reason is a `Failure`. */
  readonly over: AbortSignal
  /** JSON. Says nothing when it is over: whoever needs an answer waits for `over` too. */
  send(frame: string): void
  /** Everything that was sent leaves first. */
  close(): Promise<void>
  /** At once. */
  end(failure: Failure): void
}

export interface SessionOptions {
  readonly role: 'producer' | 'consumer'
  readonly topic: string
  readonly subscription?: string
  readonly query: Readonly<Record<string, string | number | boolean>>
  readonly onFrame: (frame: unknown, session: Session) => void
  readonly signal: AbortSignal
}

/** What publisher, subscriber and provisioning need of Pulsar. */
export interface Pulsar {
  readonly frameBytes: number
  readonly deadline: number
  /** Rejects with the `Failure` that a refused upgrade means. The topic has to exist: none is made by being used. */
  open(options: SessionOptions): Promise<Session>
  /** A call of the admin API; `path` as it stands in its reference, below `/admin/v2/`. What exists already is no failure. */
  admin(method: 'GET' | 'PUT', path: readonly string[], body?: unknown): Promise<unknown>
  /** The path of a topic, for `admin`. */
  topic(name: string): readonly string[]
}

/** What is used of a `WebSocket` of the package ws. */
export interface Socket {
  send(text: string): void
  ping(): void
  close(code: number): void
  terminate(): void
  on(event: 'open' | 'pong', listener: () => void): unknown
  on(event: 'message', listener: (data: { toString(): string }) => void): unknown
  on(event: 'close', listener: (code: number, reason: { toString(): string }) => void): unknown
  on(event: 'error', listener: (error: Error) => void): unknown
  on(event: 'unexpected-response', listener: (request: unknown, response: Refusal) => void): unknown
}

/** The answer instead of an upgrade. */
export interface Refusal extends AsyncIterable<{ toString(): string }> {
  readonly statusCode?: number | undefined
}
