import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pulsarClient } from '../../src/infra/messaging/pulsar/client.ts'
import type { PulsarOptions } from '../../src/infra/messaging/pulsar/config.ts'
import type { Broker } from './broker.ts'
import { startPulsar } from './pulsar.ts'

type Settings = Pick<Parameters<typeof startPulsar>[0], 'settings' | 'token'>

export interface APulsar extends Broker {
  readonly url: string
  /** A client of the transport. */
  client(options?: Partial<PulsarOptions>): ReturnType<typeof pulsarClient>
  /** A call of its admin API that the transport has no use for. */
  ask(method: string, path: string, body?: unknown): Promise<unknown>
}

/** A real Pulsar in a folder of its own, for one file of tests. */
export const aPulsar = async (settings: Settings = {}): Promise<APulsar> => {
  const directory = await mkdtemp(join(tmpdir(), 'pulsar-'))
  const broker = await startPulsar({ directory, ...settings })
  const url = `http://${broker.address}`
  const { token } = settings
  return {
    ...broker,
    url,
    client: (options) => pulsarClient({ url, ...options }),
    async ask(method, path, body) {
      const response = await fetch(`${url}/admin/v2/${path}`, {
        method,
        headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      const text = await response.text()
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
      return text ? (JSON.parse(text) as unknown) : undefined
    },
    async [Symbol.asyncDispose]() {
      await broker[Symbol.asyncDispose]()
      await rm(directory, { recursive: true })
    },
  }
}
