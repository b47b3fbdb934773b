import { connect } from 'node:net'
import { buffer } from 'node:stream/consumers'

/** What a server answers to bytes that no client library would send; empty when it just hangs up. */
export const rawRequest = async (
  url: string,
  request: string | Uint8Array,
): Promise<{ status: number; head: string; text: string }> => {
  const { port, hostname } = new URL(url)
  const socket = connect(Number(port), hostname)
  socket.write(request)
  const [head = '', text = ''] = (await buffer(socket)).toString('latin1').split('\r\n\r\n')
  return { status: Number(head.slice(9, 12)), head, text }
}
