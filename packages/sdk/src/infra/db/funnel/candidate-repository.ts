import { eq } from 'drizzle-orm'
import { Failure } from '../../../seedwork/failure.ts'
import { Candidate } from '../../../domain/models/funnel/candidate.ts'
import { PhoneNumber } from '../../../domain/models/funnel/phone-number.ts'
import type { CandidateRepository } from '../../../domain/ports/funnel/candidate-repository.ts'
import { ormOf } from '../orm.ts'
import type { Transaction } from '../transaction.ts'
import { candidates } from './tables.ts'

export const candidateRepository = (transaction: Transaction): CandidateRepository => {
  const orm = ormOf(transaction)
  return {
    async byId(id) {
      const [row] = await orm.select().from(candidates).where(eq(candidates.id, id))
      if (!row) throw new Failure('not_found', 'not_found', 'there is no such candidate')
      return restore(row)
    },

    async findOrAdd(candidate) {
      const { companyId } = transaction.call
      const { id, phone, name, email } = candidate
      // The insert waits for whoever adds the same phone now; the read after it sees what he committed.
      const [, [row]] = await Promise.all([
        orm
          .insert(candidates)
          .values({ id, companyId, phone: phone.value, name, email })
          .onConflictDoNothing()
          .execute(),
        orm.select().from(candidates).where(eq(candidates.phone, phone.value)).execute(),
      ])
      return restore(row!)
    },
  }
}

const restore = ({ id, phone, name, email }: typeof candidates.$inferSelect): Candidate =>
  Candidate.of({ id, phone: PhoneNumber.restore(phone), name, email: email ?? undefined })
