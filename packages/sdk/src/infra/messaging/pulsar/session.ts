import { Failure } from '../../../seedwork/failure.ts'
import { closing } from './closing.ts'
import type { Refusal, Session, SessionOptions, Socket } from './config.ts'
import { heartBeat } from './heart-beat.ts'
import { refusal, unreachable } from './refusal.ts'

interface Dependencies {
  readonly socket: Socket
  /** What it is for, in an error. */
  readonly what: string
  readonly pingEvery: number
}

type Listening = Pick<SessionOptions, 'onFrame' | 'signal'>

/** How long to wait for the server's goodbye, in milliseconds. */
const goodbyeWithin = 2_000

/** A socket from its upgrade to its end. */
export class SocketSession implements Session {
  readonly #socket: Socket
  readonly #what: string
  readonly #over = new AbortController()
  readonly #opened = Promise.withResolvers<void>()
  readonly #closed = Promise.withResolvers<void>()
  #complaint: Error | undefined

  private constructor({ socket, what }: Pick<Dependencies, 'socket' | 'what'>) {
    this.#socket = socket
    this.#what = what
  }

  static async open({ pingEvery, ...dependencies }: Dependencies, { onFrame, signal }: Listening): Promise<Session> {
    const session = new SocketSession(dependencies)
    session.#listen(onFrame)
    const giveUp = (): void => session.end(unreachable(dependencies.what, signal.reason))
    signal.addEventListener('abort', giveUp)
    if (signal.aborted) giveUp()
    try {
      await session.#opened.promise
    } finally {
      signal.removeEventListener('abort', giveUp)
    }
    heartBeat({ socket: dependencies.socket, session }, pingEvery)
    return session
  }

  get over(): AbortSignal {
    return this.#over.signal
  }

  send(frame: string): void {
    if (!this.over.aborted) this.#socket.send(frame)
  }

  async close(): Promise<void> {
    const late = setTimeout(() => this.#socket.terminate(), goodbyeWithin)
    this.#socket.close(1000)
    await this.#closed.promise
    clearTimeout(late)
  }

  end(failure: Failure): void {
    this.#over.abort(failure)
    this.#socket.terminate()
  }

  #listen(onFrame: SessionOptions['onFrame']): void {
    this.#socket.on('open', () => this.#opened.resolve())
    this.#socket.on('unexpected-response', (_request, response) => {
      void refused(response, this.#what).then((failure) => this.end(failure))
    })
    this.#socket.on('message', (data) => this.#read(data.toString(), onFrame))
    // It is followed by `close`, which says how it ends.
    this.#socket.on('error', (error) => (this.#complaint ??= error))
    this.#socket.on('close', (code, reason) => this.#hasClosed(code, reason.toString()))
  }

  #read(text: string, onFrame: SessionOptions['onFrame']): void {
    try {
      onFrame(JSON.parse(text), this)
    } catch (cause) {
      this.end(
        new Failure('unknown', 'pulsar.protocol', 'Pulsar said what nobody understands', { cause, retryable: true }),
      )
    }
  }

  #hasClosed(code: number, reason: string): void {
    this.#over.abort(closing(code, reason, this.#complaint))
    const failure = this.over.reason as Failure
    this.#opened.reject(failure.code === 'pulsar.session_lost' ? unreachable(this.#what, this.#complaint) : failure)
    this.#closed.resolve()
  }
}

/** The reason stands in the title of a page. */
const refused = async (response: Refusal, what: string): Promise<Failure> => {
  const title = /<title>(?:Error \d+ )?(?<said>[^<]*)<\/title>/.exec(await read(response))?.groups?.['said'] ?? ''
  return refusal(response.statusCode ?? 500, what, title.slice(0, 300))
}

const read = async (response: Refusal): Promise<string> => {
  let page = ''
  try {
    for await (const chunk of response) page = (page + chunk.toString()).slice(0, 10_000)
  } catch {
    // The status says what matters.
  }
  return page
}
