import type { Context, Node, Scope } from './syntax.ts'

const ESCAPES = ['escapeIdentifier', 'escapeLiteral']

/** Whether an expression can hold nothing that came from outside: literals, constants of the module, what is escaped. */
export function isTrusted(node: Node | undefined, context: Context): boolean {
  if (node === undefined) return false
  switch (node.type) {
    case 'Literal':
      return true
    case 'TemplateLiteral':
      return node.expressions?.every((expression) => isTrusted(expression, context)) ?? true
    case 'BinaryExpression':
      return isTrusted(node.left, context) && isTrusted(node.right, context)
    case 'CallExpression':
      return ESCAPES.includes(node.callee?.property?.name ?? '')
    case 'Identifier':
      return isModuleConstant(node, context)
    default:
      return false
  }
}

function isModuleConstant(node: Node, context: Context): boolean {
  for (let scope: Scope | null = context.sourceCode.getScope(node); scope; scope = scope.upper) {
    const definition = scope.set.get(node.name ?? '')?.defs[0]
    if (definition === undefined) continue
    return scope.type === 'module' && (definition.type === 'ImportBinding' || definition.parent?.kind === 'const')
  }
  return false
}
