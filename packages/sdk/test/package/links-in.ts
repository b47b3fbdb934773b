const LINK = /["']?\s*:\s*["']?(?:link|file|portal):/
/** How pnpm's lockfile names a package of the workspace: the line before says that the manifest asks for `workspace:`. */
const WORKSPACE = /specifier: workspace:/

/** The lines of a manifest, a workspace file or a lockfile which make a package a folder outside of the repository. */
export function linksIn(text: string): readonly string[] {
  const lines = text.split('\n')
  return lines.filter((line, index) => LINK.test(line) && !WORKSPACE.test(lines[index - 1] ?? ''))
}
