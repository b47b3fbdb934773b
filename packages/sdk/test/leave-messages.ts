import { unitOfWork, type Database } from '../src/infra/db/index.ts'
import type { CompanyId } from '../src/seedwork/call.ts'
import { uuidv7 } from '../src/seedwork/typed-id.ts'
import { callFor } from './hiring-fixture.ts'

interface Where {
  readonly companyId: CompanyId
  readonly topic?: string
  readonly at?: Date
}

/** Commits one message for each of the keys, in their order, and each by itself. */
export const leaveMessages = async (
  database: Database,
  keys: readonly string[],
  { companyId, topic = 'test.topic', at = new Date() }: Where,
): Promise<void> => {
  const work = unitOfWork({ database }, (transaction) => transaction)
  for (const [n, key] of keys.entries()) {
    await work.run(callFor(companyId), async (transaction) =>
      transaction.publish({ id: uuidv7(Date.now()), topic, key, type: 'test.happened', at, data: { n } }),
    )
  }
}
