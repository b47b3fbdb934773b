import { loadPeer } from '../../../shared/peers/load-peer.ts'

/** It takes a second to load: whoever only imports this door does not pay for it. */
export const loadVendor = async () => {
  refuseOldNode(process.versions.node)
  return loadPeer('@platformatic/kafka', 'the Kafka transport', () => import('@platformatic/kafka'))
}

export type Vendor = Awaited<ReturnType<typeof loadVendor>>
export type VendorOptions = ConstructorParameters<Vendor['Admin']>[0]

/** Older ones load the package, and fail in the middle of the first call. */
export const refuseOldNode = (version: string): void => {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major > 24 || (major === 24 && minor >= 6) || (major === 22 && minor >= 22)) return
  throw new Error(`the Kafka transport needs Node 22.22 or later, or 24.6 or later; this is ${version}`)
}
