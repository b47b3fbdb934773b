import { createHook } from 'node:async_hooks'
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'

/**
 * Run in a fresh process: `node watch-import.ts <specifier>`. Imports the module, lets what it may have scheduled happen, and
 * prints what it did besides, as JSON.
 *
 * Node itself reads files and the environment while it loads modules, and its calls can't be told from a module's by what they
 * do, only by who calls: an effect is a module's if the first caller outside of node: is one.
 */
export interface SideEffect {
  readonly kind: 'environment' | 'file' | 'global' | 'listener' | 'resource'
  readonly what: string
  /** The file that did it; for a global, which can only be seen afterwards, the module that was imported. */
  readonly by: string
}

type AnyFunction = (this: unknown, ...parameters: unknown[]) => unknown

/** What keeps a process alive or talks to the outside: sockets, timers, child processes, file and signal watchers. */
const RESOURCES =
  /^(?:Timeout|Immediate|TCP\w*|PIPE\w*|UDP\w*|TLSWRAP|HTTP\w*|GETADDRINFO\w*|GETNAMEINFO\w*|QUERYWRAP|PROCESSWRAP|WORKER|SIGNALWRAP|FSEVENTWRAP|STATWATCHER)$/
const FILE_CALL =
  /^(?!_)(?:read|open|create|stat|lstat|access|exists|write|append|mk|rm|unlink|copy|cp|rename|watch|opendir|glob)/

const [specifier = ''] = process.argv.slice(2)
const effects: SideEffect[] = []
let isWatching = false

/** The files of the watched call's callers, the nearest first; without built-in functions, which have no file. */
function callers(): string[] {
  const { prepareStackTrace, stackTraceLimit } = Error
  Error.stackTraceLimit = 50
  Error.prepareStackTrace = (_error, frames) => frames.map((frame) => frame.getFileName())
  const files = new Error().stack as unknown as (string | null | undefined)[]
  Object.assign(Error, { prepareStackTrace, stackTraceLimit })
  return files.filter((file) => typeof file === 'string' && file !== import.meta.url) as string[]
}

const isNode = (file: string) => file.startsWith('node:')

function record(kind: SideEffect['kind'], what: string, by: string | undefined): void {
  if (isWatching && by !== undefined) effects.push({ kind, what, by })
}

/** For what Node does as well while it loads: a module's doing only if the module calls it directly. */
function recordDirectCall(kind: SideEffect['kind'], what: string): void {
  const [nearest] = callers()
  if (nearest !== undefined && !isNode(nearest)) record(kind, what, nearest)
}

function recordCall(kind: SideEffect['kind'], what: string): void {
  record(
    kind,
    what,
    callers().find((file) => !isNode(file)),
  )
}

function watchMethods(
  target: object,
  name: string,
  isWatched: (method: string) => boolean,
  onCall: (what: string) => void,
) {
  const methods = target as Record<string, unknown>
  for (const method of Object.keys(methods)) {
    const original = methods[method]
    if (typeof original !== 'function' || !isWatched(method)) continue
    methods[method] = function (this: unknown, ...parameters: unknown[]) {
      onCall(`${name}.${method}(${typeof parameters[0] === 'string' ? `'${parameters[0]}'` : ''})`)
      return (original as AnyFunction).apply(this, parameters)
    }
  }
}

function watchEnvironment(): void {
  const read = (variable: string | symbol = '*') => {
    recordDirectCall('environment', `process.env.${String(variable)}`)
  }
  const environment = new Proxy(process.env, {
    get: (target, variable) => (read(variable), Reflect.get(target, variable) as unknown),
    has: (target, variable) => (read(variable), Reflect.has(target, variable)),
    ownKeys: (target) => (read(), Reflect.ownKeys(target)),
    getOwnPropertyDescriptor: (target, variable) => (
      read(variable),
      Reflect.getOwnPropertyDescriptor(target, variable)
    ),
  })
  Object.defineProperty(process, 'env', { value: environment, configurable: true, enumerable: true, writable: true })
}

function watchListeners(): void {
  const emitter = process as unknown as Record<string, unknown>
  for (const method of ['on', 'addListener', 'once', 'prependListener', 'prependOnceListener']) {
    const original = emitter[method] as AnyFunction
    emitter[method] = function (this: unknown, ...parameters: unknown[]) {
      recordCall('listener', `process.${method}('${String(parameters[0])}')`)
      return original.apply(this, parameters)
    }
  }
}

/** fetch and WebSocket open their socket later, from within Node: who asked is known only at the call. */
function watchWebClients(): void {
  for (const name of ['fetch', 'WebSocket', 'EventSource'] as const) {
    const original = globalThis[name] as unknown
    if (typeof original !== 'function') continue
    const watched = new Proxy(original, {
      apply: (target, self, parameters) => {
        recordCall('resource', name)
        return Reflect.apply(target as AnyFunction, self, parameters)
      },
      construct: (target, parameters) => {
        recordCall('resource', name)
        return Reflect.construct(target, parameters) as object
      },
    })
    Object.defineProperty(globalThis, name, { value: watched, configurable: true, writable: true })
  }
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 20))

watchEnvironment()
watchListeners()
watchWebClients()
const isFileCall = (method: string) => FILE_CALL.test(method)
watchMethods(fs, 'fs', isFileCall, (what) => recordDirectCall('file', what))
watchMethods(fs.promises, 'fs.promises', isFileCall, (what) => recordDirectCall('file', what))
syncBuiltinESMExports()
createHook({
  init(_id, type) {
    if (isWatching && RESOURCES.test(type)) recordCall('resource', type)
  },
}).enable()

const globalsBefore = new Set(Reflect.ownKeys(globalThis))
isWatching = true
await import(specifier)
await settled()
for (const name of Reflect.ownKeys(globalThis)) {
  if (!globalsBefore.has(name)) record('global', String(name), import.meta.resolve(specifier))
}
isWatching = false

process.stdout.write(JSON.stringify(effects), () => process.exit(0))
