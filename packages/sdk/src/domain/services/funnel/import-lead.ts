import { z } from 'zod'
import type { Clock } from '../../../seedwork/clock.ts'
import type { Handler } from '../../../seedwork/command-bus.ts'
import { Failure } from '../../../seedwork/failure.ts'
import { defineMessageCommand } from '../../../seedwork/message-command.ts'
import { text } from '../../../seedwork/text.ts'
import type { Ids } from '../../../seedwork/typed-id.ts'
import type { UnitOfWork } from '../../../seedwork/unit-of-work.ts'
import type { ApplicationId } from '../../models/funnel/events.ts'
import { Source } from '../../models/funnel/source.ts'
import type { FunnelUnit } from '../../ports/funnel/funnel-unit.ts'
import type { Lead, LeadSource } from '../../ports/funnel/lead-source.ts'
import { enter } from './enter.ts'

const metaId = text({ max: 64 })

/** Comes as a message: `ReceiveLead` sends it. */
export const ImportLead = defineMessageCommand<{ applicationId: ApplicationId; isNew: boolean }>()({
  type: 'funnel.import_lead',
  version: 1,
  topic: 'comandos.embudo',
  schema: z.strictObject({ leadgenId: metaId, formId: metaId }),
  key: ({ leadgenId }) => leadgenId,
})

/**
 * Reads a lead and lets the person into the funnel. The reading happens before the transaction: Meta may be slow.
 * Refuses a lead that is gone, that has no name or phone, or whose form nobody bound to an opening; somebody who is
 * active on the opening already stays as he is.
 */
export const importLead =
  ({
    unitOfWork,
    source,
    clock,
    ids,
  }: {
    unitOfWork: UnitOfWork<FunnelUnit>
    source: LeadSource
    clock: Clock
    ids: Ids
  }): Handler<typeof ImportLead> =>
  async ({ leadgenId, formId }, call) => {
    const lead = await source.byId(leadgenId)
    const candidate = personOf(lead)
    return unitOfWork.run(call, async (unit) => {
      const opening = await unit.openings.ofForm(formId)
      if (!opening) throw new Failure('invalid', 'funnel.unbound_form', `no opening is bound to the form ${formId}`)
      const entered = await enter(
        { ...unit, clock, ids },
        { opening, candidate, source: touchpoint(lead), phoneField: 'phone_number' },
      )
      unit.leads.imported(leadgenId, entered.application.id)
      return { applicationId: entered.application.id, isNew: entered.isNew }
    })
  }

const personName = text({ max: 200 })
const email = z.email().max(254)

const personOf = ({
  fullName,
  phone,
  email: written,
}: Lead): { name: string; phone: string; email?: string | undefined } => {
  if (!phone) throw new Failure('invalid', 'funnel.lead_without_phone', 'the lead has no phone')
  const name = personName.safeParse(fullName)
  if (!name.success) throw new Failure('invalid', 'funnel.lead_without_name', 'the lead has no usable name')
  // A bad address is no reason to lose a person who can be called.
  return { name: name.data, phone, email: email.safeParse(written).data }
}

const touchpoint = ({ leadgenId, formId, adId, adsetId, campaignId }: Lead): Source =>
  Source.parse({ channel: 'meta_lead', leadgenId, formId, adId, adsetId, campaignId })
