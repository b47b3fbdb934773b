import type { CompanyId } from '../../seedwork/call.ts'
import { failureOf } from './pg-failure.ts'
import { bindScope } from './orm.ts'
import type { Scope, Visibility } from './scope.ts'

/**
 * A read-only look at one company's rows as of one moment: all its answers agree with each other. Leave it by
 * `await using`, which gives the connection back.
 */
export class Session implements AsyncDisposable {
  /** Empty for a session that only sees what was presented. */
  readonly companyId: CompanyId
  readonly #scope: Scope

  constructor(scope: Scope, { companyId = '' as CompanyId }: Visibility) {
    this.#scope = scope
    this.companyId = companyId
    bindScope(this, scope)
  }

  /**
   * One statement, with `$1` for a value; with a name it is prepared once for each connection. Rejects with `unavailable`
   * when the database does not answer.
   */
  async query<Row>(text: string, values: readonly unknown[] = [], name?: string): Promise<readonly Row[]> {
    try {
      return (await this.#scope.query({ text, values: [...values], ...(name ? { name } : {}) })).rows as Row[]
    } catch (error) {
      throw failureOf(error)
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#scope.end()
  }
}
