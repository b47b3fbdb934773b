import { isTrusted } from './is-trusted.ts'
import type { Context, Node } from './syntax.ts'

const STATEMENT = new RegExp(
  String.raw`^\s*(?:${[
    String.raw`select\s`,
    String.raw`insert\s+into\s`,
    String.raw`update\s+\S+\s+set\s`,
    String.raw`delete\s+from\s`,
    String.raw`with\s+\w+\s+as\s`,
    String.raw`(?:create|alter|drop|truncate|lock)\s+(?:table|(?:unique\s+)?index|schema|role|user|policy|database|function|view|type)\s`,
    String.raw`(?:grant|revoke)\s+(?:select|insert|update|delete|all|usage|execute)\s`,
    String.raw`set\s+(?:local|session|role)\s`,
    String.raw`(?:listen|notify)\s`,
  ].join('|')})`,
  'i',
)

const message = 'SQL is not put together from values: use parameters ($1, …), the sql`…` tag, or escapeIdentifier().'

/**
 * Refuses `select … ${value}` and 'select …' + value. Constants of the module and escaped identifiers may stand in a statement;
 * a tagged template may hold anything, since its tag makes parameters of it.
 */
export const noStringBuiltSql = {
  create(context: Context) {
    const refuse = (node: Node) => {
      if (STATEMENT.test(leadingText(node)) && !isTrusted(node, context)) context.report({ node, message })
    }
    return {
      TemplateLiteral(node: Node) {
        if (node.parent?.type !== 'TaggedTemplateExpression') refuse(node)
      },
      BinaryExpression(node: Node) {
        if (node.operator === '+' && node.parent?.type !== 'BinaryExpression') refuse(node)
      },
    }
  },
}

function leadingText(node: Node | undefined): string {
  if (node?.type === 'BinaryExpression') return leadingText(node.left)
  if (node?.type === 'TemplateLiteral') return node.quasis?.[0]?.value.raw ?? ''
  return typeof node?.value === 'string' ? node.value : ''
}
