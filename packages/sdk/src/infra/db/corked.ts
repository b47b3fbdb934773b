interface Corkable {
  readonly connection?: { readonly stream?: { readonly writableCorked: number; cork(): void; uncork(): void } }
}

/**
 * All that is sent until the code at hand waits for something leaves as one packet, so that the server wakes up once and
 * not for every statement of a transaction. The driver has no name for it: where its stream can't be reached, each
 * statement is a packet of its own, and nothing else is different.
 */
export const corked = (client: object): void => {
  const stream = (client as Corkable).connection?.stream
  if (!stream || stream.writableCorked > 0) return
  stream.cork()
  process.nextTick(() => stream.uncork())
}
