import { CompanyId, uuidv7Ids, type Call } from '@baltra/sdk'
import { unitOfWork, type Database, type OutgoingMessage } from '@baltra/sdk/infra/db'

export const topic = 'eventos.bench'

/** What a message of the benchmarks says, on every side the same. */
export const dataOf = (key: string) => ({ id: key, name: 'a thing of some length', amount: 42 })

export const messageOf = (key: string): OutgoingMessage => ({
  id: uuidv7Ids.next(CompanyId),
  topic,
  key,
  type: 'bench.changed',
  at: new Date(),
  data: dataOf(key),
})

export const callOf = (companyId: CompanyId): Call => ({
  companyId,
  actor: { kind: 'system', id: 'bench' },
  correlationId: companyId,
})

/** Leaves one message for each of the keys, in as many transactions as there are groups of `atOnce`. */
export const leave = async (
  { app, companyId }: { readonly app: Database; readonly companyId: CompanyId },
  keys: readonly string[],
  { atOnce = 100 }: { readonly atOnce?: number } = {},
): Promise<void> => {
  const work = unitOfWork({ database: app }, (transaction) => transaction)
  for (let from = 0; from < keys.length; from += atOnce) {
    await work.run(callOf(companyId), async (transaction) =>
      transaction.publish(...keys.slice(from, from + atOnce).map(messageOf)),
    )
  }
}
