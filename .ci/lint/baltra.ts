import { noStringBuiltSql } from './no-string-built-sql.ts'

/** House rules that oxlint has no built-in rule for. */
export default { meta: { name: 'baltra' }, rules: { 'no-string-built-sql': noStringBuiltSql } }
