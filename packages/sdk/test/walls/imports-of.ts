import { tokensOf, type Token } from './tokens.ts'

export interface Import {
  /** `undefined`: computed while running, so no rule can be applied to it. */
  readonly specifier: string | undefined
  /** `import type` and `export type`: nothing of it is left at run time. */
  readonly typeOnly: boolean
  readonly line: number
}

/** Every import of a TypeScript source: static, re-exported, type-only, for its effects, dynamic, `require`. */
export function importsOf(source: string): readonly Import[] {
  const tokens = tokensOf(source)
  return tokens.flatMap((token, index): Import[] => {
    if (token.kind !== 'word') return []
    const next = tokens[index + 1]
    const { line } = token

    if (token.text === 'from' && next?.kind === 'string') {
      const statement = statementBefore(tokens, index)
      return statement === -1 ? [] : [{ specifier: next.text, typeOnly: isTypeOnly(tokens, statement), line }]
    }
    if (token.text === 'import' && next?.kind === 'string') return [{ specifier: next.text, typeOnly: false, line }]
    if (isCall(tokens, index, ['import', 'require'])) {
      const [argument, after] = tokens.slice(index + 2, index + 4)
      const isLiteral = argument?.kind === 'string' && (after?.text === ')' || after?.text === ',')
      return [{ specifier: isLiteral ? argument.text : undefined, typeOnly: false, line }]
    }
    return []
  })
}

function statementBefore(tokens: readonly Token[], index: number): number {
  return tokens.findLastIndex(
    ({ kind, text }, at) => at < index && kind === 'word' && (text === 'import' || text === 'export'),
  )
}

function isTypeOnly(tokens: readonly Token[], statement: number): boolean {
  const after = tokens[statement + 2]?.text
  return tokens[statement + 1]?.text === 'type' && after !== 'from' && after !== ','
}

function isCall(tokens: readonly Token[], index: number, names: readonly string[]): boolean {
  const isMember = tokens[index - 1]?.text === '.'
  return names.includes(tokens[index]?.text ?? '') && tokens[index + 1]?.text === '(' && !isMember
}
