import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { setTimeout as pause } from 'node:timers/promises'
import { freePort } from '@baltra/sdk/testing'
import type { Demo } from '../src/demo.ts'

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))

export const freePorts = async (): Promise<Record<string, string>> => {
  const names = ['HIRING_PORT', 'BFF_PORT', 'GRAPH_PORT', 'BALTRA_POSTGRES_PORT']
  const ports = await Promise.all(names.map(freePort))
  return Object.fromEntries(names.map((name, index) => [name, String(ports[index])]))
}

/** The stack as a person starts it, in a folder and on ports of its own. */
export const spawnStack = (environment: Readonly<Record<string, string>>) => {
  const child = spawn(process.execPath, ['--conditions=@baltra/source', main], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  child.stdout.on('data', (chunk) => (output += String(chunk)))
  child.stderr.on('data', (chunk) => (output += String(chunk)))
  const exited = new Promise<number | null>((resolve) => void child.once('close', resolve))
  return {
    child,
    exited,
    output: () => output,
    /** Resolves when it says that it runs. */
    async up(): Promise<Demo> {
      while (!output.includes('Ctrl-C stops everything')) {
        if (child.exitCode !== null) throw new Error(`the stack ended with ${child.exitCode}:\n${output}`)
        await pause(50)
      }
      return JSON.parse(await readFile(join(environment['BALTRA_HOME']!, 'demo.json'), 'utf8')) as Demo
    },
  }
}

/** Waits for a fact, and says what it saw last when it never came true. */
export const until = async <Seen>(
  look: () => Promise<Seen>,
  isTrue: (seen: Seen) => boolean,
  within = 60_000,
): Promise<Seen> => {
  const deadline = Date.now() + within
  for (;;) {
    const seen = await look()
    if (isTrue(seen)) return seen
    if (Date.now() > deadline) throw new Error(`not within ${within} ms; last seen: ${JSON.stringify(seen)}`)
    await pause(50)
  }
}

// oxlint-disable-next-line typescript/no-explicit-any -- answers are looked at as they come
type Body = any

/** The services as a client uses them. */
export const clientOf = (demo: Demo) => {
  const request = async (
    url: string,
    init: { method?: string; body?: string; headers?: Record<string, string> } = {},
  ) => {
    const headers = { authorization: `Bearer ${demo.apiKey}`, 'content-type': 'application/json' }
    const response = await fetch(url, { ...init, headers: { ...headers, ...init.headers } })
    return { status: response.status, headers: response.headers, body: (await response.json()) as Body }
  }
  const post = (url: string, body: unknown, headers: Record<string, string> = {}) =>
    request(url, { method: 'POST', body: JSON.stringify(body), headers })
  return {
    get: (path: string) => request(`${demo.hiringUrl}${path}`),
    post: (path: string, body: unknown, headers?: Record<string, string>) =>
      post(`${demo.hiringUrl}${path}`, body, headers),
    dashboard: () => request(`${demo.bffUrl}/api/v1/dashboard`),
    health: () => request(`${demo.bffUrl}/api/v1/health`),
    lead: (fields: Record<string, string>) =>
      post(`${demo.graphUrl}/simulate/leads`, { formId: demo.meta.formId, fields }),
    apply: (phone: string, headers?: Record<string, string>) =>
      post(
        `${demo.hiringUrl}/v1/applications`,
        { openingId: demo.openingId, candidate: { name: 'Ana Pérez', phone } },
        headers,
      ),
    funnel: async () => (await request(`${demo.hiringUrl}/v1/companies/${demo.companyId}/funnel`)).body,
  }
}
