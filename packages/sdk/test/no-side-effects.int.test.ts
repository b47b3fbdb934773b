import { describe, expect, test } from 'vitest'
import { doors } from './repository.ts'
import { isKnown, KNOWN_EFFECTS } from './side-effects/known-effects.ts'
import { sideEffectsOf } from './side-effects/side-effects-of.ts'
import type { SideEffect } from './side-effects/watch-import.ts'

/** Modules that do one thing each while they are imported, and what the watcher must say about it. */
const PLANTED: readonly [source: string, kind: SideEffect['kind'], what: string | RegExp][] = [
  [`import { connect } from 'node:net'; connect(9, '127.0.0.1').on('error', () => {})`, 'resource', /^TCP/],
  [`import { createServer } from 'node:net'; createServer().listen(0).unref()`, 'resource', /^TCP/],
  [`import { createSocket } from 'node:dgram'; createSocket('udp4').unref()`, 'resource', /^UDP/],
  [`import { lookup } from 'node:dns'; lookup('localhost', () => {})`, 'resource', /^GETADDRINFO/],
  [`fetch('http://127.0.0.1:9').catch(() => {})`, 'resource', 'fetch'],
  [`import { spawn } from 'node:child_process'; spawn(process.execPath, ['-v'])`, 'resource', 'PROCESSWRAP'],
  [`setTimeout(() => {}, 5)`, 'resource', 'Timeout'],
  [`setInterval(() => {}, 1000).unref()`, 'resource', 'Timeout'],
  [`import { setTimeout } from 'node:timers/promises'; setTimeout(5)`, 'resource', 'Timeout'],
  [`queueMicrotask(() => setTimeout(() => {}, 5))`, 'resource', 'Timeout'],
  [`import { readFileSync } from 'node:fs'; try { readFileSync('/nowhere') } catch {}`, 'file', /readFileSync/],
  [`import { readFile } from 'node:fs/promises'; readFile('/nowhere').catch(() => {})`, 'file', /readFile/],
  [`import fs from 'node:fs'; fs.existsSync('/')`, 'file', /existsSync/],
  [`process.env.BALTRA_ANYTHING`, 'environment', 'process.env.BALTRA_ANYTHING'],
  [`import { env } from 'node:process'; Object.keys(env)`, 'environment', 'process.env.*'],
  [`const { HOME } = process.env`, 'environment', 'process.env.HOME'],
  [`process.on('exit', () => {})`, 'listener', `process.on('exit')`],
  [`import { once } from 'node:process'; process.once('SIGTERM', () => {})`, 'listener', `process.once('SIGTERM')`],
  [`globalThis.baltra = 1`, 'global', 'baltra'],
]

describe('the watcher, on planted modules', () => {
  test.concurrent.each(PLANTED)('sees %s', async (source, kind, what) => {
    const effects = await sideEffectsOf(`data:text/javascript,${encodeURIComponent(source)}`)
    const expected = typeof what === 'string' ? what : expect.stringMatching(what)
    expect(effects).toContainEqual(expect.objectContaining({ kind, what: expected }))
  })

  test('sees nothing where nothing happens', async () => {
    expect(
      await sideEffectsOf(`data:text/javascript,import 'node:fs'; export const later = () => process.env.HOME`),
    ).toEqual([])
  })

  test('takes for known only what a known package does, never the same thing done by the SDK', () => {
    const effect = { kind: 'environment', what: 'process.env.USER' } as const
    expect(isKnown({ ...effect, by: 'file:///app/node_modules/pg/lib/defaults.js' })).toBe(true)
    expect(isKnown({ ...effect, by: 'file:///app/packages/sdk/src/infra/db/connection.ts' })).toBe(false)
  })
})

describe('nothing happens at import', () => {
  const seen: SideEffect[] = []

  test.concurrent.each(doors())('%s', async (door) => {
    const effects = await sideEffectsOf(door)
    seen.push(...effects)
    expect(effects.filter((effect) => !isKnown(effect))).toEqual([])
  })

  test.each(KNOWN_EFFECTS)('$package still has its known effect', ({ kind, what }) => {
    expect(seen.some((effect) => effect.kind === kind && what.test(effect.what))).toBe(true)
  })
})
