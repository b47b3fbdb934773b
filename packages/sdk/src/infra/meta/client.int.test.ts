import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { graphClient } from './client.ts'

const opened: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of opened.splice(0)) await close()
})

const serve = async (answer: RequestListener): Promise<{ baseUrl: string; close: () => Promise<unknown> }> => {
  const server = createServer(answer)
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const close = () =>
    new Promise((resolve) => {
      server.close(resolve)
      server.closeAllConnections()
    })
  opened.push(close)
  return { baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close }
}

const client = (baseUrl: string, deadline = 100) =>
  graphClient({ random: () => 0 }, { baseUrl, deadline, accessToken: 'TEST_TOKEN', appSecret: 'app_secret_for_tests' })

const late = {
  kind: 'unavailable',
  code: 'meta.network',
  retryable: true,
  message: expect.stringContaining('100 ms') as string,
}

describe('over a real connection, the deadline', () => {
  test('covers the time before the headers, and ends the connection', async () => {
    const closed = vi.fn()
    const { baseUrl } = await serve((_request, response) => void response.on('close', closed))
    await expect(client(baseUrl).get('1')).rejects.toMatchObject(late)
    await vi.waitFor(() => expect(closed).toHaveBeenCalledTimes(1))
  })

  test('covers the body, and ends the connection', async () => {
    const closed = vi.fn()
    const { baseUrl } = await serve((_request, response) => {
      response.on('close', closed).writeHead(200, { 'content-type': 'application/json' }).write('{"id":')
    })
    await expect(client(baseUrl).get('1')).rejects.toMatchObject(late)
    await vi.waitFor(() => expect(closed).toHaveBeenCalledTimes(1))
  })
})

describe('over a real connection, another try', () => {
  test('is made when it is cut before or within the answer', async () => {
    let asked = 0
    const { baseUrl } = await serve((request, response) => {
      asked += 1
      if (asked === 1) return void request.socket.destroy()
      if (asked === 2) return void response.writeHead(200).write('{', () => request.socket.destroy())
      response.end('{"id":"1"}')
    })
    expect(await client(baseUrl, 5000).get('1')).toEqual({ id: '1' })
    expect(asked).toBe(3)
  })

  test('does not help when nobody listens', async () => {
    const { baseUrl, close } = await serve(() => {})
    await close()
    const failure = client(baseUrl, 5000).get('1')
    await expect(failure).rejects.toMatchObject({ code: 'meta.network', retryable: true })
    await expect(failure).rejects.toHaveProperty('cause.message', expect.stringContaining('ECONNREFUSED'))
  })

  test('is not made at the address of a redirect, which would get the proof', async () => {
    const other = vi.fn()
    const elsewhere = await serve((_request, response) => void response.end(other()))
    const { baseUrl } = await serve((request, response) => {
      response.writeHead(302, { location: `${elsewhere.baseUrl}${request.url}` }).end()
    })
    await expect(client(baseUrl).get('1')).rejects.toMatchObject({ code: 'meta.protocol', details: { status: 302 } })
    expect(other).not.toHaveBeenCalled()
  })
})
