import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** The repository's and the package's folders, with a slash at the end. */
export const REPOSITORY = fileURLToPath(new URL('../../../', import.meta.url))
export const PACKAGE = fileURLToPath(new URL('../', import.meta.url))

export interface Manifest {
  readonly name: string
  readonly version: string
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>
  readonly publishConfig: { readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>> }
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

export function readManifest(file = `${PACKAGE}package.json`): Manifest {
  return JSON.parse(readFileSync(file, 'utf8')) as Manifest
}

/** The doors of the package as one imports them: '@baltra/sdk', '@baltra/sdk/infra/db', … */
export function doors({ name, exports }: Manifest = readManifest()): readonly string[] {
  return Object.entries(exports)
    .filter(([, target]) => typeof target === 'object')
    .map(([subpath]) => subpath.replace('.', name))
}

/** Paths in the repository, with forward slashes, without what was installed or built. */
export function filesMatching(patterns: readonly string[]): readonly string[] {
  const isGenerated = (path: string) => /(?:^|[\\/])(?:node_modules|dist|\.baltra|coverage)$/.test(path)
  const paths = globSync([...patterns], { cwd: REPOSITORY, exclude: isGenerated })
  return paths.map((path) => path.replaceAll('\\', '/')).sort()
}
