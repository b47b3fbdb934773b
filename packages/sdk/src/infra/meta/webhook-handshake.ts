import { createHash, timingSafeEqual } from 'node:crypto'

/**
 * Meta asks once whether the address is ours: `?hub.mode=subscribe&hub.verify_token=…&hub.challenge=…`. Returns the
 * challenge, which the answer's body MUST be exactly, as plain text; `undefined` means 403.
 *
 * Reads the raw query, since many parsers turn the dots of these names into something else.
 */
export const answerHandshake = (
  { verifyToken }: { readonly verifyToken: string },
  rawQuery: string,
): string | undefined => {
  const query = new URLSearchParams(rawQuery)
  const mode = single(query, 'hub.mode')
  const token = single(query, 'hub.verify_token')
  const challenge = single(query, 'hub.challenge')
  if (mode !== 'subscribe' || !token || !challenge) return undefined
  return timingSafeEqual(sha256(token), sha256(verifyToken)) ? challenge : undefined
}

/** A key that comes twice may mean one thing to us and another to whatever stands in front of us. */
const single = (query: URLSearchParams, name: string): string | undefined => {
  const [value, ...others] = query.getAll(name)
  return others.length > 0 ? undefined : value
}

/** Makes both sides equally long, as `timingSafeEqual` wants them. */
const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest()
