/** Takes secrets out of text that others wrote: Meta quotes a token that it can't read, and errors quote addresses. */
export const redaction =
  (secrets: readonly string[]) =>
  (text: string): string =>
    secrets.reduce((rest, secret) => rest.replaceAll(secret, '[redacted]'), text)
