import { z } from 'zod'
import type { Clock } from '../../../seedwork/clock.ts'
import { defineCommand, type Handler } from '../../../seedwork/command-bus.ts'
import { text } from '../../../seedwork/text.ts'
import type { UnitOfWork } from '../../../seedwork/unit-of-work.ts'
import type { FunnelUnit } from '../../ports/funnel/funnel-unit.ts'
import { ImportLead } from './import-lead.ts'

const metaId = text({ max: 64 })

export const ReceiveLead = defineCommand<{ isNew: boolean }>()(
  'funnel.receive_lead',
  z.strictObject({ leadgenId: metaId, pageId: metaId, formId: metaId, adId: metaId.optional() }),
)

/** Meta tells of a lead, without its answers, and may tell it again. It is noted here and read later, by `ImportLead`. */
export const receiveLead =
  ({ unitOfWork, clock }: { unitOfWork: UnitOfWork<FunnelUnit>; clock: Clock }): Handler<typeof ReceiveLead> =>
  (lead, call) =>
    unitOfWork.run(call, async ({ leads, outgoing }) => {
      const { leadgenId, formId } = lead
      const isNew = await leads.add({ ...lead, receivedAt: clock.now() })
      if (isNew) outgoing.send(ImportLead, { leadgenId, formId })
      return { isNew }
    })
