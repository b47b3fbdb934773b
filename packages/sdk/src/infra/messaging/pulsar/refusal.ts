import { Failure } from '../../../seedwork/failure.ts'

/**
 * What a status of the admin API, or of a refused upgrade, means. The admin API says 401 also to a role without rights. A name that is taken (409) is free as soon as the server
 * has noticed the end of the session before; what is left is the server's trouble.
 */
export const refusal = (status: number, what: string, said: string): Failure => {
  const details = { status, what }
  const told = `${what}: ${said || `status ${status}`}`
  switch (status) {
    case 400:
      return new Failure('invalid', 'pulsar.bad_request', `Pulsar does not understand ${told}`, { details })
    case 401:
      return new Failure('forbidden', 'pulsar.unauthorized', `Pulsar does not let this token in for ${told}`, {
        details,
      })
    case 403:
      return new Failure('forbidden', 'pulsar.forbidden', `the token's role may not do this at Pulsar: ${told}`, {
        details,
      })
    case 404:
    case 412:
      return missing(told, details)
    case 409:
      return new Failure('conflict', 'pulsar.busy', `somebody else has ${told}`, { retryable: true, details })
    default:
      return new Failure('unavailable', 'pulsar.unavailable', `Pulsar can't serve ${told}`, { details })
  }
}

/** Not retryable: a topic does not appear by waiting. */
const missing = (told: string, details: object): Failure =>
  new Failure('not_found', 'pulsar.missing', `Pulsar has no ${told}. Create it first: nothing is made by being used`, {
    details: { ...details },
  })

export const unreachable = (what: string, cause: unknown): Failure =>
  new Failure('unavailable', 'pulsar.unreachable', `no answer from Pulsar for ${what}`, { cause })
