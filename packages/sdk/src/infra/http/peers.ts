import { loadPeer } from '../../shared/peers/load-peer.ts'

const use = '@baltra/sdk/infra/http'

/** Optional peers of the package: whoever serves no HTTP need not install them. */
export const loadPeers = async () => ({
  fastify: await loadPeer('fastify', use, () => import('fastify')),
  swagger: await loadPeer('@fastify/swagger', use, () => import('@fastify/swagger')),
  zodOpenApi: await loadPeer('fastify-zod-openapi', use, () => import('fastify-zod-openapi')),
})
