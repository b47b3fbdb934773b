import { Failure } from '@baltra/sdk'
import type { Lead, LeadSource } from '@baltra/sdk/domain/ports/funnel'

export const aLead = (leadgenId: string, answers: Partial<Lead> = {}): Lead => ({
  leadgenId,
  formId: '3001',
  createdAt: new Date(),
  fullName: 'José Ñandú',
  phone: '+525512345678',
  organic: true,
  answers: {},
  ...answers,
})

export const without = (field: 'phone' | 'fullName', lead: Lead): Lead => {
  const rest = { ...lead }
  delete rest[field]
  return rest
}

export const notYet = (): Failure => new Failure('unavailable', 'meta.transient', 'not readable yet')
export const gone = (): Failure => new Failure('not_found', 'funnel.lead_gone', 'the lead is gone')

export type Script = Map<string, readonly (Lead | Failure)[]>

/** Gives the answers of the script in their order, the last one again and again; what was asked is kept. */
export const scriptedSource = (script: Script): LeadSource & { readonly asked: readonly string[] } => {
  const asked: string[] = []
  return {
    asked,
    async byId(leadgenId) {
      const answers = script.get(leadgenId) ?? [gone()]
      const before = asked.filter((id) => id === leadgenId).length
      asked.push(leadgenId)
      const answer = answers[Math.min(before, answers.length - 1)]!
      if (Failure.is(answer)) throw answer
      return answer
    },
  }
}
