/** What a person filled in on a Meta lead form. */
export interface Lead {
  readonly leadgenId: string
  readonly formId: string
  readonly adId?: string
  readonly adsetId?: string
  readonly campaignId?: string
  readonly createdAt: Date
  readonly fullName?: string
  readonly phone?: string
  readonly email?: string
  readonly organic: boolean
  /** The form's other questions by their key; a consent box is `1` or empty. */
  readonly answers: Readonly<Record<string, readonly string[]>>
}

/** Where leads are kept until they are imported. */
export interface LeadSource {
  /**
   * Rejects with `not_found`, code `funnel.lead_gone`, when it was deleted or has expired: asking again will not help.
   * Rejects with `unavailable` when it can't be read yet or now. Gives up at its own deadline, or when `signal` says so.
   */
  byId(leadgenId: string, options?: { readonly signal?: AbortSignal }): Promise<Lead>
}
