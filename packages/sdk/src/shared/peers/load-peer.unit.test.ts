import { describe, expect, test } from 'vitest'
import { loadPeer } from './load-peer.ts'

const notFound = (name: string): Error =>
  Object.assign(new Error(`Cannot find package '${name}' imported from here`), { code: 'ERR_MODULE_NOT_FOUND' })

describe('a package that only some need', () => {
  test('is handed over', async () => {
    await expect(loadPeer('node:path', 'a test', () => import('node:path'))).resolves.toHaveProperty('join')
  })

  test('says how to get it when it is missing', async () => {
    const cause = notFound('fastify')
    const loading = loadPeer('fastify', 'the HTTP server', () => Promise.reject(cause))
    await expect(loading).rejects.toMatchObject({
      message: 'the HTTP server needs a package that is not installed: npm install fastify',
      cause,
    })
  })

  test.each([notFound('some-dependency'), new Error('broken')])(
    'is not called missing when it is broken',
    async (error) => {
      await expect(loadPeer('fastify', 'the HTTP server', () => Promise.reject(error))).rejects.toBe(error)
    },
  )
})
