import { z } from 'zod'
import { text } from '../../../seedwork/text.ts'

const label = text({ max: 200 })

/** The touchpoint that brought an application, frozen when it is made. */
export const Source = z.strictObject({
  /** `form`, `meta_lead`, or the caller's own word. */
  channel: label.default('form'),
  campaignId: label.optional(),
  adsetId: label.optional(),
  adId: label.optional(),
  formId: label.optional(),
  leadgenId: label.optional(),
  /** Click id of a click-to-WhatsApp ad. */
  ctwaClid: label.optional(),
  utmSource: label.optional(),
  utmMedium: label.optional(),
  utmCampaign: label.optional(),
  partnerId: label.optional(),
})
export type Source = z.output<typeof Source>

/** As callers may write it: the channel's name alone will do. */
export const SourceInput = z.union([Source, label.transform((channel): Source => ({ channel }))])
