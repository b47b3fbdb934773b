export interface CodeFence {
  readonly language: string
  /** What a block of the same page imports it by: the word after the language. */
  readonly name?: string
  readonly code: string
  /** The line of the Markdown file on which the code begins, from 1. */
  readonly line: number
}

const OPENING = /^(?<indent>\s*)(?<marks>`{3,}|~{3,})(?<language>[\w-]*)(?: +(?<name>[\w.-]+))?/

/** The fenced code blocks of a Markdown text, also those inside lists. */
export function codeFences(markdown: string): readonly CodeFence[] {
  const fences: CodeFence[] = []
  const lines = markdown.split(/\r?\n/)
  for (let index = 0; index < lines.length; index += 1) {
    const { indent = '', marks, language = '', name } = OPENING.exec(lines[index] ?? '')?.groups ?? {}
    if (marks === undefined) continue
    const start = index + 1
    const length = lines.slice(start).findIndex((line) => line.trim().startsWith(marks))
    const end = length === -1 ? lines.length : start + length
    const code = lines.slice(start, end).map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line))
    fences.push({ language, ...(name ? { name } : {}), code: code.join('\n'), line: start + 1 })
    index = end
  }
  return fences
}

export interface TypescriptModule {
  readonly line: number
  readonly name?: string
  readonly source: string
}

/** The TypeScript blocks, each as a module of its own whose lines have the numbers that they have in the Markdown file. */
export function typescriptModules(markdown: string): readonly TypescriptModule[] {
  return codeFences(markdown)
    .filter(({ language }) => language === 'ts' || language === 'typescript')
    .map(({ code, line, name }) => ({
      line,
      ...(name ? { name } : {}),
      source: `${'\n'.repeat(line - 1)}${code}\nexport {}\n`,
    }))
}
