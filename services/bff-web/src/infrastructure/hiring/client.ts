import { Failure } from '@baltra/sdk'
import type { ApiKey } from '../../application/hiring.ts'
import type { HiringConfig } from './config.ts'
import { refusalOf } from './mapping.ts'

export interface Question {
  readonly path: string
  readonly key?: ApiKey
  readonly query?: Readonly<Record<string, string | number | undefined>>
}

/** Asks and gives back the JSON that came, whatever it is. The deadline covers the call to the last byte. */
export type HiringClient = (question: Question) => Promise<unknown>

export const hiringClient =
  ({ url, timeout }: HiringConfig): HiringClient =>
  async ({ path, key, query = {} }) => {
    const response = await call(() =>
      fetch(addressOf(url, path, query), {
        headers: { accept: 'application/json', ...(key === undefined ? {} : { authorization: `Bearer ${key}` }) },
        // A redirect could carry the key to somebody else.
        redirect: 'error',
        signal: AbortSignal.timeout(timeout),
      }).then(async (answer) => ({ status: answer.status, body: await answer.text() })),
    )
    if (response.status >= 300) throw refusalOf(response)
    return call(() => JSON.parse(response.body) as unknown)
  }

const call = async <Result>(work: () => Result | Promise<Result>): Promise<Result> => {
  try {
    return await work()
  } catch (cause) {
    throw new Failure('unavailable', 'bff.hiring_unavailable', 'The hiring service cannot be reached.', { cause })
  }
}

const addressOf = (base: string, path: string, query: NonNullable<Question['query']>): URL => {
  const address = new URL(`${base.replace(/\/+$/, '')}${path}`)
  for (const [name, value] of Object.entries(query)) if (value !== undefined) address.searchParams.set(name, `${value}`)
  return address
}
