import type { UnitOfWork } from '../../seedwork/unit-of-work.ts'
import type { Database } from './database.ts'
import { takeOnce } from './once.ts'
import type { Transaction } from './transaction.ts'

/** The unit of work over Postgres, for the repositories that a context makes of a transaction. */
export const unitOfWork = <Repositories>(
  { database }: { readonly database: Database },
  repositories: (transaction: Transaction) => Repositories,
): UnitOfWork<Repositories> => ({
  async run<Result>(
    call: Parameters<UnitOfWork<Repositories>['run']>[0],
    work: (unit: Repositories) => Promise<Result>,
  ) {
    using taken = takeOnce(call)
    await using transaction = await database.begin(call)
    let result: Result
    try {
      const earlier = await transaction.earlier()
      if (earlier) return earlier.result as Result
      result = await work(repositories(transaction))
    } catch (error) {
      throw await transaction.reasonOf(error)
    }
    await transaction.commit(result)
    taken.keep()
    return result
  },
})
