import type { UnitOfWork } from '../../../seedwork/unit-of-work.ts'
import type { FunnelUnit } from '../../../domain/ports/funnel/funnel-unit.ts'
import type { Database } from '../database.ts'
import { outgoing } from '../outgoing.ts'
import { unitOfWork } from '../unit-of-work.ts'
import { applicationRepository } from './application-repository.ts'
import { candidateRepository } from './candidate-repository.ts'
import { openingsRepository } from './openings-repository.ts'
import { receivedLeads } from './received-leads.ts'

/** The funnel's unit of work over Postgres. */
export const funnelUnitOfWork = ({ database }: { readonly database: Database }): UnitOfWork<FunnelUnit> =>
  unitOfWork({ database }, (transaction) => {
    const openings = openingsRepository(transaction)
    return {
      openings,
      candidates: candidateRepository(transaction),
      applications: applicationRepository(transaction, openings),
      leads: receivedLeads(transaction),
      outgoing: outgoing(transaction),
    }
  })
