import { Failure } from '../../seedwork/failure.ts'
import { DeadlineExceeded, retry, type Attempt } from '../../shared/retry/index.ts'
import { address } from './address.ts'
import { appsecretProof } from './appsecret-proof.ts'
import { graphConfig, type GraphOptions } from './config.ts'
import { exchange, type Fetch } from './exchange.ts'
import { unreachable } from './graph-failure.ts'

/** The Graph API with one token. Make as many as there are tokens: they share nothing. */
export interface Graph {
  /**
   * Reads `path`: an id, maybe with an edge (`1001/leadgen_forms`). Ids in the answer that are no exact number are text.
   *
   * - What may go away by itself is asked again, as long as attempts and deadline allow. A throttle is waited out when
   *   that fits; a longer one rejects at once, with `details.retryAfterMs`.
   * - Rejects with a `Failure` whose code starts with `meta.`; `details.category` is finer than the code. Neither the
   *   token nor anything made from the secret is ever in it.
   * - Rejects with the reason of `signal` as soon as that is aborted.
   */
  get(
    path: string,
    params?: Readonly<Record<string, string>>,
    options?: { readonly signal?: AbortSignal },
  ): Promise<unknown>
}

export const graphClient = (
  { fetch = globalThis.fetch, random = Math.random }: { readonly fetch?: Fetch; readonly random?: () => number },
  options: GraphOptions,
): Graph => {
  const config = graphConfig(options)
  // It depends on nothing but the token, so one is enough.
  const proof = appsecretProof(config.appSecret, config.accessToken)
  const ask = exchange({ fetch, random }, { ...config, secrets: [config.accessToken, config.appSecret, proof] })
  const { attempts, deadline } = config
  return {
    async get(path, params = {}, { signal } = {}) {
      const url = address(config, path, { ...params, appsecret_proof: proof })
      const work = (attempt: Attempt): Promise<unknown> => ask({ url, node: path.split('/', 1)[0]!, ...attempt })
      return retry(work, { attempts, deadline, signal, random, base, cap, shouldRetry, retryAfter }).catch(late)
    },
  }
}

const base = 1000
const cap = 15 * 60_000

const shouldRetry = (error: unknown): boolean => Failure.is(error) && error.retryable

const retryAfter = (error: unknown): number | undefined =>
  Failure.is(error) && typeof error.details.retryAfterMs === 'number' ? error.details.retryAfterMs : undefined

const late = (error: unknown): never => {
  if (error instanceof DeadlineExceeded) throw unreachable(`no whole answer from Graph: ${error.message}`, error)
  throw error
}
