import type { Call } from '../../seedwork/call.ts'
import { Failure } from '../../seedwork/failure.ts'
import { earlierAnswer, keepAnswer, markMessage, type Earlier } from './once.ts'
import { bindScope } from './orm.ts'
import type { OutgoingMessage } from './outgoing-message.ts'
import { failureOf, isConnectionLost } from './pg-failure.ts'
import type { Scope } from './scope.ts'
import { writeOutbox } from './write-outbox.ts'

/**
 * One unit of work under way. What is written through it is sent at once and answered with the commit; leaving it by
 * `await using` without `commit` rolls everything back.
 */
export class Transaction implements AsyncDisposable {
  readonly call: Call
  readonly #scope: Scope
  readonly #committed: (messages: number, bells: ReadonlySet<string>) => void
  readonly #messages: OutgoingMessage[] = []
  readonly #bells = new Set<string>()

  constructor(scope: Scope, call: Call, committed: (messages: number, bells: ReadonlySet<string>) => void) {
    this.#scope = scope
    this.call = call
    this.#committed = committed
    bindScope(this, scope)
    markMessage(scope, call)
  }

  /** Call it first: what this request was answered before, if it was. Rejects when the key is taken or was used otherwise. */
  earlier(): Promise<Earlier | undefined> {
    return earlierAnswer(this.#scope, this.call)
  }

  /** One statement, with `$1` for a value; with a name it is prepared once for each connection. */
  async query<Row>(text: string, values: readonly unknown[] = [], name?: string): Promise<readonly Row[]> {
    try {
      return (await this.#scope.query({ text, values: [...values], ...(name ? { name } : {}) })).rows as Row[]
    } catch (error) {
      throw failureOf(error)
    }
  }

  /** Sends a statement whose failure makes the commit fail; nobody waits for its answer. */
  readonly write = (text: string, values: readonly unknown[], name?: string): void => {
    void this.#scope.query({ text, values: [...values], ...(name ? { name } : {}) })
  }

  /** Throws `db.over` when it comes too late to be committed. */
  publish(...messages: readonly OutgoingMessage[]): void {
    this.#scope.expectOpen()
    this.#messages.push(...messages)
  }

  /** Rings a bell of the database once this is committed. */
  ring(bell: string): void {
    this.#bells.add(bell)
  }

  /** What really went wrong: the first statement that failed, for all after it only say that the transaction is over. */
  async reasonOf(error: unknown): Promise<unknown> {
    return (await this.#scope.settled()) ?? error
  }

  /**
   * Rejects with `conflict` when another transaction was faster, and with `unknown` when the connection was lost after
   * the commit had been sent.
   */
  async commit(result?: unknown): Promise<void> {
    const { once } = this.call
    if (once?.kind === 'request') keepAnswer(this.#scope, this.call, once, result)
    for (const statement of writeOutbox(this.call, this.#messages)) void this.#scope.query(statement)
    if (await this.#scope.commit()) return this.#committed(this.#messages.length, this.#bells)
    const failure = await this.#scope.settled()
    if (!this.#scope.isOpen && Failure.is(failure) && isConnectionLost(failure.cause)) {
      throw new Failure('unknown', 'db.commit_unknown', 'the connection was lost during the commit', { cause: failure })
    }
    throw failure instanceof Error ? failure : new Error('the commit rolled back', { cause: failure })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#scope.end()
  }
}
