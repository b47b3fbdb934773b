import { Failure } from '../../../seedwork/failure.ts'
import type { Pulsar } from './config.ts'
import { refusal, unreachable } from './refusal.ts'

interface Dependencies {
  readonly url: string
  readonly headers: () => Promise<Record<string, string>>
  readonly deadline: number
}

/** Calls of the admin API. */
export const admin =
  ({ url, headers, deadline }: Dependencies): Pulsar['admin'] =>
  async (method, path, body) => {
    const what = nameOf(path)
    const address = `${url.replace(/\/$/, '')}/admin/v2/${path.map(encodeURIComponent).join('/')}`
    const authorized = { ...(await headers()), 'content-type': 'application/json' }
    try {
      const response = await fetch(address, {
        method,
        headers: authorized,
        signal: AbortSignal.timeout(deadline),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      const text = await response.text()
      // 409: it is there already, which is what was asked for.
      if (!response.ok && response.status !== 409) throw refusal(response.status, what, reasonIn(text))
      return response.ok && text ? (JSON.parse(text) as unknown) : undefined
    } catch (error) {
      throw Failure.is(error) ? error : unreachable(what, error)
    }
  }

/** Of whatever is asked about a topic, the topic: that is what may be missing. */
const nameOf = (path: readonly string[]): string =>
  path[0] === 'persistent' ? `topic ${path.slice(0, 4).join('/')}` : path.join('/')

const reasonIn = (text: string): string =>
  (/"reason"\s*:\s*"(?<reason>[^"]*)"/.exec(text)?.groups?.['reason'] ?? '').slice(0, 300)
