import type { Call, Once } from '../../seedwork/call.ts'
import { Failure } from '../../seedwork/failure.ts'
import type { Scope } from './scope.ts'

type Request = Extract<Once, { kind: 'request' }>

/** The answer that an earlier request with the same key got. */
export interface Earlier {
  readonly result: unknown
}

/**
 * Takes the one unit of work that a message's call is good for, until disposed, and for good once `keep` was said. A second
 * one would find the mark of the first: it would be taken for a redelivery, and its effect be left out without a word.
 */
export const takeOnce = ({ once }: Call): Disposable & { keep(): void } => {
  if (once?.kind !== 'message') return { keep: () => undefined, [Symbol.dispose]: () => undefined }
  if (once.taken) {
    throw new Failure('invalid', 'messaging.second_unit_of_work', 'a message is handled in one unit of work')
  }
  once.taken = true
  let isKept = false
  return { keep: () => (isKept = true), [Symbol.dispose]: () => (once.taken = isKept) }
}

/**
 * A message's mark is written first and not waited for: a second delivery fails on its primary key, whenever it comes,
 * and with it everything that follows in its transaction.
 */
export const markMessage = (scope: Scope, call: Call): void => {
  if (call.once?.kind !== 'message') return
  void scope.query({
    name: 'baltra_inbox',
    text: 'insert into messaging.inbox (company_id, consumer, message_id) values ($1, $2, $3)',
    values: [call.companyId, call.once.consumer, call.once.messageId],
  })
}

/**
 * The key is taken by an advisory lock of the transaction and not by a row: a killed process leaves nothing behind that
 * would keep its caller from trying again.
 */
export const earlierAnswer = async (scope: Scope, call: Call): Promise<Earlier | undefined> => {
  if (call.once?.kind !== 'request') return undefined
  const { key, fingerprint } = call.once
  const [lock, known] = await Promise.all([
    scope.query('select pg_try_advisory_xact_lock(hashtextextended($1, 0)) as free', [`${call.companyId} ${key}`]),
    scope.query('select fingerprint, result from http.idempotency_keys where company_id = $1 and key = $2', [
      call.companyId,
      key,
    ]),
  ])
  const [row] = known.rows
  // A known answer needs no lock: whoever holds it is only reading the same answer.
  if (!row && !lock.rows[0]?.['free']) {
    throw new Failure('conflict', 'idempotency.in_flight', 'a request with this key is under way', {
      details: { retryAfterMs: 1000 },
    })
  }
  if (!row) return undefined
  if (row['fingerprint'] !== fingerprint) {
    throw new Failure('invalid', 'idempotency.key_reused', 'this key was used for another request')
  }
  call.once.replayed = true
  return { result: row['result'] }
}

export const keepAnswer = (scope: Scope, call: Call, { key, fingerprint }: Request, result: unknown): void =>
  void scope.query('insert into http.idempotency_keys (company_id, key, fingerprint, result) values ($1, $2, $3, $4)', [
    call.companyId,
    key,
    fingerprint,
    JSON.stringify(result ?? null),
  ])
