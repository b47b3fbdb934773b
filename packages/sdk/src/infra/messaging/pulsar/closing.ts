import { Failure } from '../../../seedwork/failure.ts'

/**
 * Pulsar's own close codes. RFC 6455 does not allow them, so that a client refuses the frame as broken, if it gets to see
 * it; mostly it sees a connection without a goodbye (1006).
 */
const ownCodes: Readonly<Record<number, () => Failure>> = {
  1: () => unavailable('it could not make the producer'),
  2: () => unavailable('it could not subscribe'),
  3: () => protocol('it could not read a frame'),
  4: () => protocol('it could not write a frame'),
  5: () =>
    new Failure('forbidden', 'pulsar.unauthorized', 'Pulsar ended the session: it does not accept the token any more'),
  6: () => new Failure('forbidden', 'pulsar.forbidden', 'Pulsar ended the session: the role may not do this any more'),
  7: () => protocol('it could not decode a payload'),
  8: () => unavailable('of an unknown error'),
}

const legalCodes: Readonly<Record<number, () => Failure>> = {
  1000: () => unavailable('it was closed'),
  1001: () => unavailable('it was idle for too long, or the server is going away'),
  1009: () =>
    new Failure(
      'invalid',
      'pulsar.frame_too_large',
      "Pulsar takes smaller frames than `frameBytes` says: give it the server's webSocketMaxTextFrameSize",
    ),
  1011: () => protocol('it could not read an id'),
}

/** Why a session is over. `error` is what the client complained of before it closed. */
export const closing = (code: number, reason: string, error?: Error): Failure => {
  const own = /invalid status code (\d)$/.exec(error?.message ?? '')?.[1]
  const known = own === undefined ? legalCodes[code] : ownCodes[Number(own)]
  return known?.() ?? unavailable(reason || error?.message || `the connection was lost (${code})`)
}

const unavailable = (why: string): Failure =>
  new Failure('unavailable', 'pulsar.session_lost', `the session with Pulsar is over: ${why}`)

/** A bug of ours, or of a proxy between. */
const protocol = (why: string): Failure =>
  new Failure('unknown', 'pulsar.protocol', `Pulsar ended the session: ${why}`, { retryable: true })
