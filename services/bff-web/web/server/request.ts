/** The server understood and said no, or says that somebody else is down. */
export class Refused extends Error {
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.name = 'Refused'
    this.status = status
  }
}

export const isRefused = (error: unknown, ...statuses: readonly number[]): boolean =>
  error instanceof Refused && statuses.includes(error.status)

const deadline = 15_000

/** Reads JSON from the page's own server. Rejects with `Refused`, or with whatever the network says. */
export const request = async <Answer>(
  path: string,
  { key, signal }: { key: string | null; signal: AbortSignal },
): Promise<Answer> => {
  const response = await fetch(path, {
    headers: { accept: 'application/json', ...(key === null ? {} : { authorization: `Bearer ${key}` }) },
    signal: AbortSignal.any([signal, AbortSignal.timeout(deadline)]),
  })
  if (!response.ok) throw new Refused(response.status, response.statusText)
  return (await response.json()) as Answer
}
