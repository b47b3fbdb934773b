import { buildApp } from 'fauxqs'

/** fauxqs in this process, on a free port. Its own way to start listens on every interface. */
export const localFauxqs = async (): Promise<{ readonly url: string; close(): Promise<void> }> => {
  const app = buildApp({ logger: false })
  const url = await app.listen({ port: 0, host: '127.0.0.1' })
  return { url, close: () => app.close() }
}
