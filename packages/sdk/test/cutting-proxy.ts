import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

/** When a connection breaks: before the server hears of the commit, or after it has answered and nobody hears the answer. */
export type Cut = 'before the commit' | 'after the commit'

export interface CuttingProxy extends AsyncDisposable {
  /** The database's address through the proxy. */
  readonly url: string
  /** Breaks the next connection that commits. */
  cut(when: Cut): void
}

/** A wire to a database that breaks at the worst moment. */
export const cuttingProxy = async (databaseUrl: string): Promise<CuttingProxy> => {
  const target = new URL(databaseUrl)
  const sockets = new Set<Socket>()
  let next: Cut | undefined
  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname)
    let deaf = false
    for (const socket of [client, upstream]) {
      sockets.add(socket.setNoDelay())
      socket.on('error', () => undefined)
      socket.on('close', () => [client, upstream].forEach((end) => end.destroy()))
    }
    client.on('data', (sent) => {
      const when = sent.includes('commit\0') ? next : undefined
      if (when) next = undefined
      if (when === 'before the commit') return void client.destroy()
      deaf = deaf || when === 'after the commit'
      upstream.write(sent)
    })
    upstream.on('data', (answer) => {
      if (!deaf) client.write(answer)
      // A commit of what has failed is answered by a rollback.
      else if (answer.includes('COMMIT\0') || answer.includes('ROLLBACK\0')) client.destroy()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const through = new URL(databaseUrl)
  through.port = String((server.address() as AddressInfo).port)
  return {
    url: through.href,
    cut: (when) => {
      next = when
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
