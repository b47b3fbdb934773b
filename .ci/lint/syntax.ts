/** The few shapes of the syntax tree that our rules look at. */
export interface Node {
  readonly type: string
  readonly parent?: Node
  readonly operator?: string
  readonly name?: string
  readonly value?: unknown
  readonly left?: Node
  readonly right?: Node
  readonly callee?: Node
  readonly property?: Node
  readonly expressions?: readonly Node[]
  readonly quasis?: readonly { readonly value: { readonly raw: string } }[]
}

export interface Scope {
  readonly type: string
  readonly upper: Scope | null
  readonly set: ReadonlyMap<string, { readonly defs: readonly Definition[] }>
}

interface Definition {
  readonly type: string
  readonly parent?: { readonly kind?: string } | null
}

export interface Context {
  readonly sourceCode: { getScope(node: Node): Scope }
  report(finding: { node: Node; message: string }): void
}
