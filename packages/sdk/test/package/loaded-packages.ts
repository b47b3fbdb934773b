import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { EmptyProject } from './empty-project.ts'

const LIST_LOADED = `
import { registerHooks } from 'node:module'
const urls = []
registerHooks({ load: (url, context, next) => (urls.push(url), next(url, context)) })
await import(process.argv[2])
process.stdout.write(JSON.stringify(urls))
`

/** The packages that a fresh process loads modules of, by 'import' or 'require', when it imports a module. */
export async function loadedPackages(project: EmptyProject, specifier: string): Promise<readonly string[]> {
  const script = await project.write('list-loaded.mjs', LIST_LOADED)
  const { code, output } = await project.node([script, specifier])
  if (code !== 0) throw new Error(output)
  const names = (JSON.parse(output) as string[]).map((url) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1])
  return [...new Set(names)].filter((name) => name !== undefined).sort()
}

/** A package with all that it depends on, as installed in the project. */
export function withItsParts(project: EmptyProject, name: string, found = new Set<string>()): ReadonlySet<string> {
  const manifest = join(project.folder, 'node_modules', name, 'package.json')
  if (found.has(name) || !existsSync(manifest)) return found
  found.add(name)
  const { dependencies, optionalDependencies } = JSON.parse(readFileSync(manifest, 'utf8')) as {
    dependencies?: Record<string, string>
    optionalDependencies?: Record<string, string>
  }
  for (const part of Object.keys({ ...dependencies, ...optionalDependencies })) withItsParts(project, part, found)
  return found
}
