import { IMPORT_TABLE, PACKAGE_OWNERS, PURE } from './import-table.ts'

export interface EdgeKind {
  readonly typeOnly?: boolean
}

const SDK_SOURCE = 'packages/sdk/src/'
const TEST = /\.(?<suite>unit|int|e2e|broker|experiment)\.test\.tsx?$/
const TEST_PACKAGES = ['vitest', 'fast-check']
/** Whom the SDK's fakes and simulators are for, besides tests: what runs the local stack, and what measures. */
const MAY_USE_TESTING = ['services/stack', 'packages/bench']
/** What is installed beside the SDK, and brings nothing along: it lives of Node and of the SDK's doors. */
const WITHOUT_PACKAGES = ['packages/cli/src']

/**
 * Whether the file `from` may import `to`. Both are paths in the repository; `to` may also be a specifier that is no path:
 * 'zod', 'node:fs', '@baltra/sdk/infra/db'.
 */
export function edgeAllowed(from: string, to: string, { typeOnly = false }: EdgeKind = {}): boolean {
  if (from.startsWith(SDK_SOURCE)) return sdkMayImport(from.slice(SDK_SOURCE.length), to)
  const workspacePackage = /^(?:services|packages)\/[^/]+|^docs/.exec(from)?.[0]
  if (workspacePackage === undefined) return false
  return isBrowserCode(from) ? webMayImport(to, typeOnly) : workspaceMayImport(workspacePackage, from, to)
}

function sdkMayImport(from: string, to: string): boolean {
  const suite = TEST.exec(from)?.groups?.['suite']
  if (!to.startsWith(SDK_SOURCE)) {
    if (suite !== undefined && to.startsWith('packages/sdk/test/')) return true
    return !isPath(to) && packageAllowed(from, to, suite !== undefined)
  }
  const target = to.slice(SDK_SOURCE.length)
  // All but unit tests wire the layers together, as a service's composition root does.
  if (suite !== undefined && suite !== 'unit') return !isWithin(target, 'legacy')
  return (suite !== undefined && isWithin(target, 'testing')) || rowAllows(from, target)
}

function rowAllows(from: string, target: string): boolean {
  return Object.entries(IMPORT_TABLE).some(([row, allowed]) => {
    const own = matchFolder(row, from)
    return (
      own !== undefined && allowed.some((pattern) => matchFolder(pattern.replace('<own>', own), target) !== undefined)
    )
  })
}

/** The folder that stands for `<own>` ('' if the pattern has none), or `undefined` if the path is not within the pattern. */
function matchFolder(pattern: string, path: string): string | undefined {
  const folders = path.split('/')
  let own = ''
  for (const [index, expected] of pattern.split('/').entries()) {
    const actual = folders[index]
    if (actual === undefined) return undefined
    if (expected === '<own>') own = actual
    else if (expected !== '*' && expected !== actual) return undefined
  }
  return own
}

function packageAllowed(from: string, specifier: string, isTest: boolean): boolean {
  const name = packageName(specifier)
  const isPure = PURE.some((folder) => isWithin(from, folder))
  if (name === 'zod' || (isTest && TEST_PACKAGES.includes(name))) return true
  if (name.startsWith('@baltra/')) return false
  if (specifier.startsWith('node:')) return !isPure
  return (isTest && !isPure) || (PACKAGE_OWNERS[name] ?? []).some((folder) => isWithin(from, folder))
}

function workspaceMayImport(workspacePackage: string, from: string, to: string): boolean {
  if (isPath(to)) return isWithin(to, workspacePackage) && (!isBrowserCode(to) || TEST.test(from))
  if (isWithin(to, '@baltra/sdk/testing')) return TEST.test(from) || MAY_USE_TESTING.includes(workspacePackage)
  if (isWithin(to, '@baltra/sdk/src') || isWithin(to, '@baltra/sdk/dist')) return false
  if (to.startsWith('@baltra/')) return isWithin(to, '@baltra/sdk')
  const standsAlone = WITHOUT_PACKAGES.some((folder) => isWithin(from, folder))
  return !standsAlone || to.startsWith('node:') || TEST.test(from)
}

/** The page in the browser: packages, itself, and of its server the types alone. */
function webMayImport(to: string, typeOnly: boolean): boolean {
  if (isPath(to)) return isBrowserCode(to) || (typeOnly && isWithin(to, 'services/bff-web/src'))
  return !to.startsWith('node:') && !to.startsWith('@baltra/')
}

function isBrowserCode(path: string): boolean {
  return isWithin(path, 'services/bff-web/web') && !TEST.test(path) && !path.endsWith('.config.ts')
}

function packageName(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
}

function isPath(target: string): boolean {
  return /^(?:packages|services|docs|\.ci)\//.test(target) || target.startsWith('../')
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`)
}
