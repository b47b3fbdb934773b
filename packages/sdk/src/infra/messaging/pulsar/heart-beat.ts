import { Failure } from '../../../seedwork/failure.ts'
import type { Session, Socket } from './config.ts'

interface Dependencies {
  readonly socket: Socket
  readonly session: Session
}

/** How long to wait for an answer, in milliseconds, if the next sign of life is not due before. */
const answerWithin = 10_000

/** The server ends idle sessions, and a network that is gone says nothing: without an answer in time it is over. */
export const heartBeat = ({ socket, session }: Dependencies, every: number): void => {
  let late: NodeJS.Timeout | undefined
  const answered = (): void => {
    clearTimeout(late)
    late = undefined
  }
  const beat = setInterval(() => {
    socket.ping()
    late ??= setTimeout(() => session.end(noSignOfLife()), Math.min(answerWithin, every))
  }, every)
  socket.on('pong', answered)
  session.over.addEventListener('abort', () => {
    answered()
    clearInterval(beat)
  })
}

const noSignOfLife = (): Failure =>
  new Failure('unavailable', 'pulsar.session_lost', 'the session with Pulsar is over: it shows no sign of life')
