import type { Transaction } from '../transaction.ts'

const remove = 'delete from messaging.scheduled where company_id = $1 and name = $2 returning 1'

/** As `Outgoing.cancel` says. While a pump moves it this waits, and then knows. */
export const cancelScheduled = async (transaction: Transaction, name: string): Promise<boolean> =>
  (await transaction.query(remove, [transaction.call.companyId, name], 'baltra_cancel')).length > 0

/** The same, for whom it is all the same whether it waited. */
export const dropScheduled = ({ call, write }: Transaction, name: string): void =>
  write(remove, [call.companyId, name], 'baltra_cancel')
