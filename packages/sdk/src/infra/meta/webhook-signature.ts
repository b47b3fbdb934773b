import { createHmac, timingSafeEqual } from 'node:crypto'

/**
 * Whether Meta, or whoever else knows one of the app's secrets, sent these bytes. Several secrets let one be replaced
 * without losing a delivery. `rawBody` MUST be what came over the wire: Meta signs its own escaping (`\u00e9`, `\/`),
 * so a body that was parsed and written again has another signature.
 *
 * Never throws. The scheme carries no time, hence gives no protection against replay: handle a delivery once.
 */
export const verifySignature = (
  { secrets }: { readonly secrets: readonly string[] },
  rawBody: Uint8Array,
  header: string | undefined,
): boolean => {
  const claimed = claimedDigest(header)
  if (!claimed) return false
  // All are compared, so that the time tells nothing about which one fits. Anybody could sign with an empty secret.
  const matches = secrets.filter(Boolean).map((secret) => timingSafeEqual(hmac(secret, rawBody), claimed))
  return matches.includes(true)
}

/** Meta: `X-Hub-Signature-256: sha256=<64 hex digits>`. The older `sha1=` is not looked at. */
const claimedDigest = (header: string | undefined): Buffer | undefined => {
  const hex = /^sha256=([0-9a-f]{64})$/i.exec(header ?? '')?.[1]
  return hex === undefined ? undefined : Buffer.from(hex, 'hex')
}

const hmac = (secret: string, bytes: Uint8Array): Buffer => createHmac('sha256', secret).update(bytes).digest()
