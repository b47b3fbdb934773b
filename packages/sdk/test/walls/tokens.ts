export interface Token {
  readonly kind: 'word' | 'string' | 'template' | 'regex' | 'mark'
  /** For a string: what is between its quotes. */
  readonly text: string
  readonly line: number
}

const BLANK = /\s+/y
const COMMENT = /\/\/[^\n]*|\/\*[^]*?\*\//y
const WORD = /[\p{ID_Start}$_#@][\p{ID_Continue}$]*|\d[\w.]*/uy
const STRING = /'((?:\\.|[^'\\\n])*)'|"((?:\\.|[^"\\\n])*)"/y
const TEMPLATE_TEXT = /((?:\\[^]|\$(?!\{)|[^`\\$])*)(`|\$\{)/y
const REGEX = /\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/[\\\n])+\/[a-z]*/y
/** After these a slash begins a regular expression; after any other word, or a closing bracket, it divides. */
const BEFORE_REGEX = new Set(['return', 'typeof', 'case', 'in', 'of', 'do', 'else', 'void', 'await', 'yield', 'delete'])

/** TypeScript as far as import statements need it: comments gone, and no text inside strings taken for code. */
export function tokensOf(source: string): readonly Token[] {
  const tokens: Token[] = []
  const templates: number[] = []
  let braces = 0
  let at = 0
  let line = 1

  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at
    return pattern.exec(source)
  }
  const advance = (text: string) => {
    at += text.length
    line += text.split('\n').length - 1
  }
  const push = (kind: Token['kind'], text: string, consumed: string) => {
    tokens.push({ kind, text, line })
    advance(consumed)
  }
  const pushTemplateText = (opening: string) => {
    advance(opening)
    const [consumed = source.slice(at), text = '', end = ''] = match(TEMPLATE_TEXT) ?? []
    const isWhole = opening === '`' && end === '`'
    push(isWhole ? 'string' : 'template', text, consumed)
    if (end === '${') templates.push(braces)
  }

  while (at < source.length) {
    const skipped = match(BLANK) ?? match(COMMENT)
    if (skipped) {
      advance(skipped[0])
      continue
    }
    const character = source[at] ?? ''
    const word = match(WORD)
    const string = match(STRING)
    const regex = character === '/' && mayStartRegex(tokens.at(-1)) ? match(REGEX) : null
    if (word) push('word', word[0], word[0])
    else if (string) push('string', string[1] ?? string[2] ?? '', string[0])
    else if (regex) push('regex', regex[0], regex[0])
    else if (character === '`') pushTemplateText('`')
    else if (character === '}' && templates.at(-1) === braces) {
      templates.pop()
      pushTemplateText('}')
    } else {
      if (character === '{') braces += 1
      if (character === '}') braces -= 1
      push('mark', character, character)
    }
  }
  return tokens
}

function mayStartRegex(previous: Token | undefined): boolean {
  if (previous === undefined) return true
  if (previous.kind === 'mark') return ![')', ']', '}'].includes(previous.text)
  return previous.kind === 'word' && BEFORE_REGEX.has(previous.text)
}
