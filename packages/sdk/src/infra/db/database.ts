import { Client, Pool, type ClientConfig, type CustomTypesConfig } from 'pg'
import type { Call, CompanyId } from '../../seedwork/call.ts'
import { Failure } from '../../seedwork/failure.ts'
import { Bell } from './bell.ts'
import { listen } from './listen.ts'
import { failureOf } from './pg-failure.ts'
import { Scope, type PooledClient, type Visibility } from './scope.ts'
import { Session } from './session.ts'
import { Transaction } from './transaction.ts'

export interface DatabaseOptions {
  /** `postgres://user:password@host:port/database`. The user must be a member of the role. */
  readonly url: string
  /** `baltra_app` (the default) sees one company at a time; `baltra_system` carries messages and folds counters. */
  readonly role?: 'baltra_app' | 'baltra_system'
  /** The most connections at once. */
  readonly connections?: number
  /** How long one statement may take, in milliseconds. */
  readonly statementTimeout?: number
  /** What the server's activity view calls this client. */
  readonly name?: string
}

/** A connection of its own, for what lives as long as it does: an advisory lock. */
export interface Anchor extends AsyncDisposable {
  /** With a name it is prepared once. */
  query<Row>(text: string, values?: readonly unknown[], name?: string): Promise<readonly Row[]>
  /** Aborts when the connection is lost. */
  readonly lost: AbortSignal
}

/** Rings when a commit has left messages in the outbox. */
export const outboxBell = 'baltra_outbox'

/** A statement is sent before the one before it was answered. */
const pipelined = { pipeline: true }

const asText: CustomTypesConfig = { getTypeParser: () => (value: string) => value }

/** A pool of connections under one role, and one more for its bells. Opens none before it is asked for something. */
export class Database implements AsyncDisposable {
  readonly #connection: ClientConfig
  readonly #pool: Pool
  readonly #notifying: Pool
  readonly #bells = new Map<string, Bell>()

  constructor({
    url,
    role = 'baltra_app',
    connections = 10,
    statementTimeout = 15_000,
    name = 'baltra',
  }: DatabaseOptions) {
    const options = `-c role=${role} -c statement_timeout=${statementTimeout} -c idle_in_transaction_session_timeout=60000`
    const timeouts = { connectionTimeoutMillis: 5_000, keepAlive: true }
    this.#connection = { connectionString: url, options, application_name: name, ...timeouts }
    this.#pool = new Pool({ ...this.#connection, ...pipelined, max: connections })
    // A ring must not keep a transaction waiting for a connection, and has nothing that the disk would have to keep.
    this.#notifying = new Pool({ ...this.#connection, options: `${options} -c synchronous_commit=off`, max: 1 })
    for (const pool of [this.#pool, this.#notifying]) {
      // A connection that breaks is simply replaced, whether it is idle or in use; without a listener it would end the process.
      pool.on('error', () => undefined)
      pool.on('connect', (client) => void client.on('error', () => undefined))
    }
  }

  /** Rejects with `unavailable` when the database does not answer. */
  async session({ companyId }: { readonly companyId: CompanyId }): Promise<Session> {
    return this.#read({ companyId })
  }

  /** A session of no company, which only sees the row that opens for what a caller presented. */
  async sessionPresenting(presented: string): Promise<Session> {
    // The wire protocol ends a text at NUL, and with it the statement that sets who sees what.
    if (presented.includes('\0')) throw new Failure('invalid', 'invalid_input', 'NUL is no part of a key or an id')
    return this.#read({ presented })
  }

  /** Rejects with `unavailable` when the database does not answer. */
  async begin(call: Call): Promise<Transaction> {
    const { companyId } = call
    const scope = Scope.begin(await this.#connect(), '', { companyId })
    return new Transaction(scope, call, (messages, bells) => {
      if (messages > 0) this.bell(outboxBell).ring()
      for (const bell of bells) this.bell(bell).ring()
    })
  }

  /** One statement by itself, of no company; with a name it is prepared once for each connection. */
  async query<Row>(text: string, values: readonly unknown[] = [], name?: string): Promise<readonly Row[]> {
    try {
      return (await this.#pool.query({ text, values: [...values], ...(name ? { name } : {}) })).rows as Row[]
    } catch (error) {
      throw failureOf(error)
    }
  }

  /** As `query`, with the texts of the columns in their order: that of hundreds of rows is read in half the time. */
  async texts(text: string, values: readonly unknown[], name: string): Promise<readonly (readonly string[])[]> {
    try {
      return (await this.#pool.query<string[]>({ text, values: [...values], name, rowMode: 'array', types: asText }))
        .rows
    } catch (error) {
      throw failureOf(error)
    }
  }

  /** Rejects when the database does not answer, or when the role could see every company. */
  async check(): Promise<void> {
    const [role] = await this.query<{ bypasses: boolean }>(
      'select rolsuper or rolbypassrls as bypasses from pg_roles where rolname = current_user',
    )
    if (role?.bypasses) throw new Error('the database role bypasses row-level security')
  }

  /** The bell of a channel, one for this database. */
  bell(channel: string): Bell {
    const known = this.#bells.get(channel)
    if (known) return known
    const bell = new Bell({
      notify: () => this.#notifying.query('select pg_notify($1, $2)', [channel, '']),
      listen: (ring, signal) => listen({ connection: this.#connection, channel }, ring, signal),
    })
    this.#bells.set(channel, bell)
    return bell
  }

  async anchor(): Promise<Anchor> {
    const client = new Client({ ...this.#connection, ...pipelined })
    const lost = new AbortController()
    client.on('error', () => lost.abort())
    client.on('end', () => lost.abort())
    try {
      await client.connect()
    } catch (error) {
      throw failureOf(error)
    }
    return {
      lost: lost.signal,
      query: async <Row>(text: string, values: readonly unknown[] = [], name?: string) =>
        (await client.query({ text, values: [...values], ...(name ? { name } : {}) })).rows as Row[],
      [Symbol.asyncDispose]: () => client.end().catch(() => undefined),
    }
  }

  /** Waits for what is under way. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#bells.values()].map((bell) => bell[Symbol.asyncDispose]()))
    await Promise.all([this.#pool.end(), this.#notifying.end()])
  }

  async #read(visibility: Visibility): Promise<Session> {
    return new Session(
      Scope.begin(await this.#connect(), 'isolation level repeatable read read only', visibility),
      visibility,
    )
  }

  async #connect(): Promise<PooledClient> {
    try {
      return await this.#pool.connect()
    } catch (error) {
      throw failureOf(error)
    }
  }
}

export const database = (options: DatabaseOptions): Database => new Database(options)
