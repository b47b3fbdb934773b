import { inject } from 'vitest'
import type {} from './packed-sdk.setup.ts'

/** The path of the tarball that would be published. */
export function packedSdk(): string {
  const packed = inject('packedSdk')
  if ('failure' in packed) throw new Error(`@baltra/sdk can't be packed: ${packed.failure}`)
  return packed.tarball
}
