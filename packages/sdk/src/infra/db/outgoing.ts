import { uuidv7 } from '../../seedwork/typed-id.ts'
import type { Outgoing } from '../../seedwork/unit-of-work.ts'
import type { Transaction } from './transaction.ts'

/** Commands for other processes, left in the outbox of a transaction. */
export const outgoing = (transaction: Transaction): Outgoing => ({
  send: ({ name }, data, { topic, key }) => {
    const at = new Date()
    transaction.publish({ id: uuidv7(at.getTime()), topic, key, type: name, at, data })
  },
})
