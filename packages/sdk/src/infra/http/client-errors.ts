import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { uuidv7 } from '../../seedwork/typed-id.ts'

const answers: Readonly<Record<string, { readonly status: number; readonly code: string; readonly detail: string }>> = {
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, code: 'request_timeout', detail: 'the request took too long to arrive' },
  HPE_HEADER_OVERFLOW: {
    status: 431,
    code: 'headers_too_large',
    detail: 'the headers are larger than this server takes',
  },
}
const otherwise = { status: 400, code: 'bad_request', detail: 'this is not HTTP' }

/** Answers what is no request yet, and so reaches no route or hook: the problem is written to the socket by hand. */
export const answerClientError = (error: NodeJS.ErrnoException, socket: Socket): void => {
  if (error.code === 'ECONNRESET' || socket.destroyed) return
  const { status, code, detail } = answers[error.code ?? ''] ?? otherwise
  const title = STATUS_CODES[status]
  const body = JSON.stringify({
    type: `urn:baltra:problem:${code}`,
    title,
    status,
    detail,
    code,
    requestId: uuidv7(Date.now()),
  })
  const head = `HTTP/1.1 ${status} ${title}\r\nContent-Type: application/problem+json\r\nContent-Length: ${body.length}`
  if (socket.writable) socket.write(`${head}\r\nConnection: close\r\n\r\n${body}`)
  socket.destroy(error)
}
