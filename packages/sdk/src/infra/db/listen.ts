import { Client, type ClientConfig } from 'pg'

/** Listens on a channel for one connection's life. What was missed before it was there is made up for by a first ring. */
export const listen = async (
  { connection, channel }: { readonly connection: ClientConfig; readonly channel: string },
  ring: () => void,
  signal: AbortSignal,
): Promise<void> => {
  const client = new Client(connection)
  const { promise: ended, resolve: end } = Promise.withResolvers<void>()
  client.on('error', () => end())
  client.on('end', () => end())
  client.on('notification', ring)
  const stop = (): void => end()
  signal.addEventListener('abort', stop)
  try {
    await client.connect()
    await client.query(`listen ${client.escapeIdentifier(channel)}`)
    ring()
    await ended
  } finally {
    signal.removeEventListener('abort', stop)
    await client.end().catch(() => undefined)
  }
}
