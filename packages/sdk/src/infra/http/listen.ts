import { Failure } from '../../seedwork/failure.ts'
import type { HttpServer } from './http-server-type.ts'

export interface ListenOptions {
  readonly port: number
  /** Reachable from this machine only, unless told otherwise. */
  readonly host?: string
  /** The environment variable that sets the port, for the message when it is taken. */
  readonly variable: string
}

const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: 'is taken by another program',
  EACCES: 'is not open to this user',
}

/** Resolves with the server's address. Rejects with `unavailable`, code `http.port_taken`, when the port can't be had. */
export const listen = async (
  app: HttpServer,
  { port, host = '127.0.0.1', variable }: ListenOptions,
): Promise<string> => {
  try {
    return await app.listen({ port, host })
  } catch (error) {
    const reason = reasons[(error as NodeJS.ErrnoException).code ?? '']
    if (reason === undefined) throw error
    throw new Failure(
      'unavailable',
      'http.port_taken',
      `port ${port} on ${host} ${reason}: set ${variable} to another one`,
      {
        cause: error,
        retryable: false,
        details: { port, host, variable },
      },
    )
  }
}
