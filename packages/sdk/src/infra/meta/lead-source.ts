import type { LeadSource } from '../../domain/ports/funnel/lead-source.ts'
import { Failure } from '../../seedwork/failure.ts'
import type { Graph } from './client.ts'
import { leadFields, toLead } from './mapping.ts'

/** Leads as Meta keeps them, for about 90 days. */
export const leadSource = ({ graph }: { readonly graph: Pick<Graph, 'get'> }): LeadSource => ({
  async byId(leadgenId, options = {}) {
    const answer = await graph.get(leadgenId, { fields: leadFields.join(',') }, options).catch((error: unknown) => {
      throw isGone(error)
        ? new Failure('not_found', 'funnel.lead_gone', `lead ${leadgenId} is gone`, { cause: error })
        : error
    })
    return toLead(answer)
  },
})

const isGone = (error: unknown): boolean => Failure.is(error) && error.code === 'meta.gone'
