import { escapeLiteral } from 'pg'
import type { CompanyId } from '../../seedwork/call.ts'
import { Failure } from '../../seedwork/failure.ts'
import { corked } from './corked.ts'
import { failureOf, isConnectionLost } from './pg-failure.ts'

/** Whose rows can be seen: a company's, or the one that opens for what a caller presents. */
export interface Visibility {
  readonly companyId?: CompanyId
  readonly presented?: string
}

export interface Statement {
  /** A prepared statement's name: it is parsed once for each connection. */
  readonly name?: string
  readonly text: string
  readonly values?: unknown[]
}

export interface Answer {
  readonly rows: Record<string, unknown>[]
  readonly command: string
}

/** What a scope needs of a pooled connection, in pipeline mode. */
export interface PooledClient {
  query(statement: string | Statement, values?: unknown[]): Promise<Answer>
  release(destroy: boolean): void
}

/**
 * One transaction on one connection. Statements are sent at once and answered in their order, so that those whose
 * answers nobody needs cost no round trip. After the first failure every later one fails too: only the first counts.
 */
export class Scope {
  readonly #client: PooledClient
  #failure: unknown
  #last: Promise<unknown> = Promise.resolve()
  #open = true

  private constructor(client: PooledClient) {
    this.#client = client
  }

  /** In one message: what it says is set for this transaction alone. */
  static begin(client: PooledClient, mode: string, { companyId, presented }: Visibility): Scope {
    const scope = new Scope(client)
    const company = companyId === undefined ? '' : `; set local baltra.company_id = ${escapeLiteral(companyId)}`
    const shown = presented === undefined ? '' : `; set local baltra.presented = ${escapeLiteral(presented)}`
    void scope.query(`begin ${mode}${company}${shown}`)
    return scope
  }

  /**
   * Never left unhandled: `settled` tells of a failure that nobody waited for. Throws when it comes too late: the connection
   * may be somebody else's by now, and with it another company's transaction.
   */
  readonly query = (statement: string | Statement, values?: unknown[]): Promise<Answer> => {
    this.expectOpen()
    return this.#send(statement, values)
  }

  #send(statement: string | Statement, values?: unknown[]): Promise<Answer> {
    corked(this.#client)
    const answer = this.#client.query(statement, values)
    this.#last = answer.catch((error: unknown) => {
      this.#failure ??= error
    })
    return answer
  }

  /** Waits for all that was sent. The first failure, or `undefined`. */
  async settled(): Promise<unknown> {
    await this.#last
    return this.#failure === undefined ? undefined : failureOf(this.#failure)
  }

  /** Whether neither a commit nor a rollback has been sent. */
  get isOpen(): boolean {
    return this.#open
  }

  /** Throws `invalid` when it is over. */
  expectOpen(): void {
    if (this.#open) return
    throw new Failure(
      'invalid',
      'db.over',
      'this unit of work or session is over: all that is done in it is waited for',
    )
  }

  /** True when it was committed; false when something in it had failed, so that it was or will be rolled back. */
  async commit(): Promise<boolean> {
    // A statement that the driver refused to send is known to have failed by now, and to us alone: the server would commit.
    await Promise.resolve()
    if (this.#failure !== undefined) return false
    this.#open = false
    const answer = this.#send('commit')
    await this.#last
    return this.#failure === undefined && (await answer).command === 'COMMIT'
  }

  /** Rolls back what was not committed and gives the connection back, or away if it is broken. */
  async end(): Promise<void> {
    if (this.#open) void this.#send('rollback')
    this.#open = false
    await this.#last
    this.#client.release(isConnectionLost(this.#failure))
  }
}
